#include "bundle/write.hpp"

#include "archive/zip_reader.hpp"
#include "base/sha256.hpp"
#include "bundle_bench.hpp"

#include <boost/test/unit_test.hpp>

using ra::test::BundleBench;

namespace {

struct WriteBench : BundleBench {
  std::filesystem::path out = folder.path() / "dist";

  ra::Result<std::vector<ra::model::Artifact>> write() {
    const auto all = tree().value();
    ra::archive::PackedMembers packed;
    return ra::bundle::write(chosen, all, out, ra::WallTime{std::chrono::seconds{1767225600}}, packed);
  }

  std::string read(const std::string& name) const { return ra::read_file(out / name, 1U << 20U).value(); }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(writing)

BOOST_AUTO_TEST_CASE(beside_the_archive_lie_its_sums_as_gnu_writes_them) {
  WriteBench b;
  b.add(b.file("a"));

  const auto artifacts = b.write().value();

  BOOST_TEST_REQUIRE(artifacts.size() == 1U);
  BOOST_TEST(artifacts[0].kind == "zip");
  BOOST_TEST(artifacts[0].sha256 == ra::sha256_of(b.read("x.zip")));
  BOOST_TEST(artifacts[0].size == b.read("x.zip").size());
  for (const char* name : {"x.zip.md5", "x.zip.sha1", "x.zip.sha512sum"})
    BOOST_TEST(b.read(name).ends_with("  x.zip\n"));
}

BOOST_AUTO_TEST_CASE(folders_are_split_off_as_archives_of_their_own) {
  WriteBench b;
  b.add(b.file("a")).to = {"full/gateway-1.0.0/lib", "full/ui-1.0.0"};
  b.chosen.split = {"full/*"};

  const auto artifacts = b.write().value();

  BOOST_TEST_REQUIRE(artifacts.size() == 3U);
  BOOST_TEST(artifacts[1].name == "gateway-1.0.0.zip");
  const auto zip = ra::archive::ZipReader::open(b.out / "gateway-1.0.0.zip").value();
  BOOST_TEST(zip.find("gateway-1.0.0/lib/a") != nullptr);
}

BOOST_AUTO_TEST_CASE(a_pattern_that_splits_nothing_off_is_an_error) {
  WriteBench b;
  b.add(b.file("a"));
  b.chosen.split = {"full/*"};

  BOOST_TEST(b.write().error().message == "x.zip: `full/*` names no folder in it");
}

BOOST_AUTO_TEST_CASE(the_name_says_which_kind_it_is) {
  WriteBench b;
  b.add(b.file("a"));
  b.chosen.file = "x.tar.gz";
  BOOST_TEST(b.write().value()[0].kind == "tar.gz");
  BOOST_TEST(b.read("x.tar.gz").starts_with("\x1f\x8b"));

  b.chosen.file = "x.tar.zst";
  BOOST_TEST(b.write().value()[0].kind == "tar.zst");
  BOOST_TEST(b.read("x.tar.zst").starts_with("\x28\xb5\x2f\xfd"));
}

BOOST_AUTO_TEST_SUITE_END()
