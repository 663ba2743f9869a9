#include "bump/health.hpp"

#include <boost/test/unit_test.hpp>

using namespace ra::bump;

namespace {

std::string said(const std::vector<HealthFinding>& findings) {
  std::string out;
  for (const auto& one : findings) {
    out += one.file + ":" + std::to_string(one.line) + ":" + std::to_string(one.column) + ": " + one.message + "\n";
  }
  return out;
}

// As if all of it were released.
std::string unreleased(const Files& files) {
  return said(snapshot_dependencies(files, packages(files).value()).value());
}

std::string unlicensed(const Files& files, std::vector<std::string> paths) {
  for (const auto& [path, text] : files) paths.push_back(path);
  return said(licence_present(files, paths, packages(files).value()).value());
}

std::string released_pom(const std::string& version, const std::string& dependency, const std::string& property) {
  return "<project>\n<groupId>g</groupId><artifactId>a</artifactId><version>" + version +
         "</version>\n<properties><x.version>" + property +
         "</x.version></properties>\n<dependencies><dependency><groupId>h</groupId><artifactId>é</"
         "artifactId><version>" +
         dependency + "</version></dependency></dependencies></project>";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(health)

BOOST_AUTO_TEST_CASE(a_released_pom_depends_on_no_snapshot) {
  BOOST_TEST(unreleased({{"pom.xml", released_pom("1.0", "2.0", "3.0")}}) == "");
  BOOST_TEST(unreleased({{"pom.xml", released_pom("1.0", "2.0-SNAPSHOT", "3.0-SNAPSHOT")}}) ==
             "pom.xml:3:24: x.version is 3.0-SNAPSHOT\npom.xml:4:82: é is 2.0-SNAPSHOT\n");
}

BOOST_AUTO_TEST_CASE(what_is_not_released_may_depend_on_anything) {
  const Files files{{"pom.xml", released_pom("1.0", "2.0-SNAPSHOT", "3.0")}};
  BOOST_TEST(said(snapshot_dependencies(files, {}).value()) == "");
}

BOOST_AUTO_TEST_CASE(a_published_crate_depends_on_what_registries_have) {
  const std::string crate = "[package]\nname = \"a\"\nversion = \"1.0.0\"\n";
  const std::string dependencies =
      "[dependencies]\nb = { path = \"../b\" }\nc = { git = \"x\" }\nd = { path = \"d\", version = \"1\" }\n";

  BOOST_TEST(unreleased({{"Cargo.toml", crate + dependencies}}) ==
             "Cargo.toml:5:5: b is a path without a version\nCargo.toml:6:5: c comes from git alone\n");
  BOOST_TEST(unreleased({{"Cargo.toml", crate + "publish = false\n" + dependencies}}) == "");
}

BOOST_AUTO_TEST_CASE(a_published_package_depends_on_no_folder_and_no_branch) {
  const auto package = [](const std::string& more) {
    return Files{
        {"package.json",
         R"({"name": "a", "version": "1.0.0", "dependencies": {"b": "file:../b", "c": "^1.0.0", "d": "github:x/d"})" +
             more + "}"}};
  };

  BOOST_TEST(unreleased(package("")) == "package.json:1:58: b is file:../b\npackage.json:1:91: d is github:x/d\n");
  BOOST_TEST(unreleased(package(R"(, "private": true)")) == "");
}

BOOST_AUTO_TEST_CASE(whoever_names_a_licence_has_its_text) {
  const Files crate{{"Cargo.toml", "[package]\nname = \"a\"\nversion = \"1.0.0\"\nlicense = \"MIT\"\n"}};
  const Files npm{{"package.json", R"({"name": "a", "version": "1.0.0", "license": "MIT"})"}};
  const Files pom{{"pom.xml",
                   "<project><groupId>g</groupId><artifactId>a</artifactId><version>1</version><licenses><license>"
                   "<name>MIT</name></license></licenses></project>"}};

  BOOST_TEST(unlicensed(crate, {}) == "Cargo.toml:4:12: MIT is named, and there is no licence file\n");
  BOOST_TEST(unlicensed(npm, {}) == "package.json:1:47: MIT is named, and there is no licence file\n");
  BOOST_TEST(unlicensed(pom, {}) == "pom.xml:1:101: MIT is named, and there is no licence file\n");
  for (const char* name : {"LICENSE", "License.md", "COPYING", "LICENCE.txt", "LICENSE-MIT", "LICENSES/MIT.txt"})
    BOOST_TEST(unlicensed(crate, {name}) == "", name);
  for (const char* name : {"src/LICENSE", "licensed.md", "README"}) BOOST_TEST(unlicensed(crate, {name}) != "", name);
}

BOOST_AUTO_TEST_CASE(what_names_no_licence_or_is_private_needs_no_text) {
  BOOST_TEST(unlicensed({{"Cargo.toml", "[package]\nname = \"a\"\nversion = \"1.0.0\"\n"}}, {}) == "");
  BOOST_TEST(unlicensed({{"Cargo.toml",
                          "[package]\nname = \"a\"\nversion = \"1.0.0\"\npublish = false\n"
                          "license = \"MIT\"\n"}},
                        {}) == "");
  BOOST_TEST(unlicensed({{"package.json", R"({"name": "a", "version": "1.0.0", "license": "UNLICENSED"})"}}, {}) == "");
  BOOST_TEST(unlicensed({{"package.json", R"({"name": "a", "private": true, "version": "1.0.0", "license": "MIT"})"}},
                        {}) == "");
}

BOOST_AUTO_TEST_CASE(a_licence_stands_beside_the_manifest_or_above_it_and_is_missed_once) {
  const std::string named = R"({"name": "NAME", "version": "1.0.0", "license": "MIT"})";
  const auto package = [&](const std::string& name) { return std::string{named}.replace(10, 4, name); };
  const Files files{{"package.json", R"({"private": true, "workspaces": ["p/*"]})"},
                    {"p/a/package.json", package("a")},
                    {"p/b/package.json", package("b")}};

  BOOST_TEST(unlicensed(files, {"p/LICENSE"}) == "");
  BOOST_TEST(unlicensed(files, {"p/a/LICENSE"}) ==
             "p/b/package.json:1:47: MIT is named, and there is no licence file\n");
  BOOST_TEST(unlicensed(files, {}) == "p/a/package.json:1:47: MIT is named, and there is no licence file\n");
}

BOOST_AUTO_TEST_CASE(a_licence_file_that_is_named_is_there) {
  const Files crate{{"c/Cargo.toml", "[package]\nname = \"a\"\nversion = \"1.0.0\"\nlicense-file = \"../OURS\"\n"}};
  const Files npm{{"package.json", R"({"name": "a", "version": "1.0.0", "license": "SEE LICENSE IN OURS"})"}};

  for (const auto& files : {crate, npm}) {
    BOOST_TEST(unlicensed(files, {"OURS"}) == "");
    BOOST_TEST(unlicensed(files, {"LICENSE"}).ends_with("OURS is not there\n"));
  }
}

BOOST_AUTO_TEST_CASE(package_files_say_the_version_and_no_other) {
  const auto wrong = [](const char* name) { return package_says_version({name}, {"0.9.0", "1.2.3"}).size(); };
  for (const char* name : {"d/a-1.2.3.zip", "a_1.2.3-1_amd64.deb", "a-1.2.3", "a-0.9.0.tgz", "a-1.2.3-linux.tar.gz",
                           "app.zip", "SHA256SUMS", "app-ubuntu-22.04.tar.gz", "app-1.2.3-jdk17.0.2.zip"})
    BOOST_TEST(wrong(name) == 0U, name);
  for (const char* name : {"a-1.2.30.zip", "a-11.2.3.zip", "a-1.2.3.4.zip", "a-0.1.2.3.zip", "a-1.2.3-SNAPSHOT.jar",
                           "app-SNAPSHOT.zip", "a-1.2.3-rc.1.zip", "1.2.3/a.tgz", "a.crate"})
    BOOST_TEST(wrong(name) == 1U, name);
}

BOOST_AUTO_TEST_CASE(a_prerelease_is_written_as_packagers_have_to) {
  for (const char* name : {"a-1.2.3-beta.1.tgz", "a_1.2.3~beta.1_amd64.deb", "a-1.2.3_beta.1.rpm", "a-1.2.3b1.whl"})
    BOOST_TEST(package_says_version({name}, {"1.2.3-beta.1"}).empty(), name);
  BOOST_TEST(package_says_version({"a-1.2.3.tgz"}, {"1.2.3-beta.1"}).size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
