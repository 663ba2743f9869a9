#include "pack/yum_repository.hpp"
#include "base/sha256.hpp"

#include <fmt/format.h>
#include <boost/test/unit_test.hpp>

#include <map>
#include <string>

using namespace ra::pack;

namespace {

YumPackage package_at(const std::string& location, const std::string& version) {
  const std::string id(64, version.front());
  YumPackage package;
  package.id = id;
  package.location = location;
  package.primary = fmt::format(
      "<package type=\"rpm\">\n  <name>x</name>\n  <arch>noarch</arch>\n  <version ver=\"{}\" rel=\"1\" epoch=\"0\"/>\n"
      "  <checksum type=\"sha256\" pkgid=\"YES\">{}</checksum>\n  <location href=\"{}\"/>\n</package>\n",
      version, id, location);
  package.filelists = package.other = fmt::format("<package pkgid=\"{}\">\n</package>\n", id);
  return package;
}

std::map<std::string, std::string> files_of(const YumRepository& repository) {
  std::map<std::string, std::string> files;
  const auto made = yum_metadata(repository, {CompressionKind::none, {}}, 1);
  BOOST_REQUIRE(made);
  for (const auto& one : *made) files[one.path] = one.bytes;
  return files;
}

RepositoryReader reader_from(const std::map<std::string, std::string>& files) {
  return [&](const std::string& path) -> ra::Result<std::string> {
    const auto found = files.find(path);
    if (found == files.end()) return ra::error(ra::Errc::not_found, path);
    return found->second;
  };
}

}  // namespace

BOOST_AUTO_TEST_SUITE(yum_repositories)

BOOST_AUTO_TEST_CASE(a_package_is_who_it_says_whatever_the_order) {
  BOOST_TEST(yum_identity(package_at("a.rpm", "2")) == "x-0:2-1.noarch");
}

BOOST_AUTO_TEST_CASE(groups_and_updates_are_kept_and_databases_of_old_packages_are_not) {
  auto files = files_of({{package_at("a.rpm", "1")}, {}});
  auto& repomd = files["repodata/repomd.xml"];
  const std::string group = "<data type=\"group\"><location href=\"repodata/comps.xml\"/></data>";
  repomd.insert(repomd.find("</repomd>"),
                "<tags><distro>d</distro></tags>" + group + "<data type=\"primary_db\"></data>");

  const auto read = read_yum_repository(reader_from(files));

  BOOST_REQUIRE_MESSAGE(read, read.error().message);
  BOOST_TEST(read->others == "  <tags><distro>d</distro></tags>\n  " + group + "\n");
  const auto again = files_of(*read);
  BOOST_TEST(again.at("repodata/repomd.xml").find(group) != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_file_with_another_sum_is_refused) {
  auto files = files_of({{package_at("a.rpm", "1")}, {}});
  for (auto& [path, text] : files) {
    if (path.ends_with("-primary.xml")) text.insert(text.find("<name>"), " ");
  }

  const auto read = read_yum_repository(reader_from(files));

  BOOST_REQUIRE(!read);
  BOOST_TEST(read.error().message.find("has another sum than repomd.xml says") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_order_in_which_packages_came_changes_nothing) {
  const YumPackage one = package_at("a.rpm", "1");
  const YumPackage other = package_at("b.rpm", "2");
  BOOST_TEST((files_of({{one, other}, {}}) == files_of({{other, one}, {}})));
}

BOOST_AUTO_TEST_CASE(a_file_outside_of_the_repository_is_not_read) {
  auto files = files_of({});
  auto& repomd = files["repodata/repomd.xml"];
  repomd.replace(repomd.find("repodata/"), 9, "../../../");

  const auto paths = yum_metadata_paths(repomd);

  BOOST_REQUIRE(!paths);
  BOOST_TEST(paths.error().message.find("names a file outside of it") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(only_names_that_begin_with_a_sum_are_of_one_revision_alone) {
  const std::string sum(64, 'a');
  const auto files = files_of({{package_at("a.rpm", "1")}, {}});
  std::string repomd = files.at("repodata/repomd.xml");
  BOOST_TEST(yum_unique_files(repomd).size() == 3);
  for (const auto& path : yum_unique_files(repomd)) BOOST_TEST(files.contains(path), path);
  for (const std::string& path :
       {std::string{"repodata/comps.xml"}, "repodata/" + sum.substr(1) + "-x.xml", "repodata/../" + sum + "-x.xml",
        "repodata/x/" + sum + "-x.xml", sum + "-x.xml", "Packages/" + sum + "-x.rpm", "repodata/" + sum + "a-x.xml"}) {
    repomd.insert(repomd.find("</repomd>"), fmt::format("<data type=\"t\"><location href=\"{}\"/></data>", path));
    BOOST_TEST(!is_yum_unique(path), path);
  }
  BOOST_TEST(yum_unique_files(repomd).size() == 3);
  BOOST_TEST(is_yum_unique("repodata/" + sum + "-primary.xml.gz"));
  BOOST_TEST(yum_unique_files("no XML").empty());
}

BOOST_AUTO_TEST_CASE(paths_that_stay_below) {
  BOOST_TEST(stays_below("a/b.rpm"));
  BOOST_TEST(stays_below("a..b"));
  BOOST_TEST(!stays_below(""));
  BOOST_TEST(!stays_below("/a"));
  BOOST_TEST(!stays_below("a/../b"));
  BOOST_TEST(!stays_below(".."));
  BOOST_TEST(!stays_below(std::string{"a\0b", 3}));
}

BOOST_AUTO_TEST_SUITE_END()
