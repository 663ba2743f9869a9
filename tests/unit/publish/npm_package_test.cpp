#include "publish/npm_package.hpp"

#include "archive/tar_writer.hpp"
#include "archive/workers.hpp"
#include "base/base64.hpp"
#include "base/files.hpp"
#include "base/hash.hpp"
#include "support/temporary_folder.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <ostream>

using ra::publish::npm_document;
using ra::publish::npm_tag;
using ra::publish::npm_url;
using ra::publish::NpmPackage;
using ra::publish::NpmPublishing;

namespace {

struct Tagged {
  const char* asked;
  const char* version;
  const char* latest;
  const char* tag;
};
std::ostream& operator<<(std::ostream& out, const Tagged& t) { return out << t.asked << ' ' << t.version; }

const std::vector<Tagged> tag_cases{
    {"", "1.0.0", "", "latest"},
    {"", "1.0.1", "1.0.0", "latest"},
    {"", "1.0.0", "1.0.0", "latest"},
    {"", "1.9.0", "1.10.0", "release-1.9"},
    {"", "2.0.0-rc.1", "1.0.0", "next"},
    {"", "2.0.0-rc.1", "", "next"},
    {"latest", "1.0.0", "2.0.0", "release-1.0"},
    {"latest", "3.0.0-beta.1", "2.0.0", "next"},
    {"lts", "1.0.0", "2.0.0", "lts"},
    {"beta", "3.0.0-beta.1", "2.0.0", "beta"},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(npm_packages)

BOOST_DATA_TEST_CASE(latest_never_goes_back_nor_to_a_pre_release, boost::unit_test::data::make(tag_cases), one) {
  BOOST_TEST(npm_tag(one.asked, one.version, one.latest) == one.tag);
}

BOOST_AUTO_TEST_CASE(a_scope_is_one_part_of_the_path) {
  BOOST_TEST(npm_url("https://r.example/npm/", "@demo/core") == "https://r.example/npm/@demo%2fcore");
  BOOST_TEST(npm_url("https://r.example", "core") == "https://r.example/core");
}

// Pieces of 48 KiB are coded one by one: one that is no multiple of three would have padding within.
BOOST_AUTO_TEST_CASE(a_file_of_any_size_goes_whole_into_the_document) {
  const ra::test::TemporaryFolder folder;
  for (const std::size_t size : {0UL, 1UL, 49151UL, 49152UL, 49153UL, 150000UL}) {
    std::string content;
    for (std::size_t i = 0; i < size; ++i) content += static_cast<char>(i * 7 % 251);
    BOOST_REQUIRE(ra::write_file(folder.path() / "x.tgz", content).has_value());
    NpmPackage package;
    package.name = "@demo/x";
    package.version = "1.0.0";
    package.manifest = ra::json::Value::object().set("name", "@demo/x");
    NpmPublishing how;
    how.registry = "https://r.example/";
    how.tag = "latest";

    const auto made = npm_document(package, folder.path() / "x.tgz", how, folder.path() / "document");
    const auto text = ra::read_file(made.value().temporary(), std::uint64_t{1} << 20U).value();
    const auto document = ra::json::parse(text).value();

    const auto& attached = document["_attachments"]["@demo/x-1.0.0.tgz"];
    BOOST_TEST((ra::from_base64(attached["data"].as_string()) == content));
    BOOST_TEST(attached["length"].as_int() == static_cast<std::int64_t>(size));
    const auto& dist = document["versions"]["1.0.0"]["dist"];
    ra::Hasher hasher{ra::Hash::sha512};
    hasher.add(content);
    BOOST_TEST(dist["integrity"].as_string() == "sha512-" + ra::base64_of(hasher.bytes()));
    BOOST_TEST(dist["tarball"].as_string() == "http://r.example/@demo/x/-/@demo/x-1.0.0.tgz");
  }
}

// npm's own client refuses whatever JavaScript takes for true.
BOOST_AUTO_TEST_CASE(what_is_private_is_not_published) {
  const ra::test::TemporaryFolder folder;
  const auto read = [&](const std::string& more) {
    ra::archive::Workers workers{1};
    const std::string manifest = R"({"name":"@demo/x","version":"1.0.0")" + more + "}";
    const auto tree = ra::archive::Tree::of({ra::archive::content_entry("package/package.json", manifest)}).value();
    BOOST_REQUIRE(ra::archive::make_tar(tree, folder.path() / "x.tgz", {}, workers).has_value());
    const auto package = ra::publish::read_npm_package(folder.path() / "x.tgz");
    return package ? "" : package.error().message;
  };
  for (const char* open : {"", R"(,"private":false)", R"(,"private":null)", R"(,"private":"")"})
    BOOST_TEST(read(open) == "", open);
  for (const char* closed : {R"(,"private":true)", R"(,"private":"true")"})
    BOOST_TEST(read(closed) == "@demo/x is private: its package.json says so", closed);
}

BOOST_AUTO_TEST_SUITE_END()
