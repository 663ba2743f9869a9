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
  BOOST_TEST(said(snapshot_dependencies({{"pom.xml", released_pom("1.0", "2.0", "3.0")}}).value()) == "");
  BOOST_TEST(said(snapshot_dependencies({{"pom.xml", released_pom("1.0", "2.0-SNAPSHOT", "3.0-SNAPSHOT")}}).value()) ==
             "pom.xml:3:24: x.version is 3.0-SNAPSHOT\npom.xml:4:82: é is 2.0-SNAPSHOT\n");
  BOOST_TEST(said(snapshot_dependencies({{"pom.xml", released_pom("1.0-SNAPSHOT", "2.0-SNAPSHOT", "3.0")}}).value()) ==
             "");
}

BOOST_AUTO_TEST_CASE(a_published_crate_depends_on_what_registries_have) {
  const std::string crate = "[package]\nname = \"a\"\nversion = \"1.0.0\"\n";
  const std::string dependencies =
      "[dependencies]\nb = { path = \"../b\" }\nc = { git = \"x\" }\nd = { path = \"d\", version = \"1\" }\n";

  BOOST_TEST(said(snapshot_dependencies({{"Cargo.toml", crate + dependencies}}).value()) ==
             "Cargo.toml:5:5: b is a path without a version\nCargo.toml:6:5: c comes from git alone\n");
  BOOST_TEST(said(snapshot_dependencies({{"Cargo.toml", crate + "publish = false\n" + dependencies}}).value()) == "");
}

BOOST_AUTO_TEST_CASE(a_published_package_depends_on_no_folder_and_no_branch) {
  const auto package = [](const std::string& more) {
    return Files{
        {"package.json",
         R"({"name": "a", "version": "1.0.0", "dependencies": {"b": "file:../b", "c": "^1.0.0", "d": "github:x/d"})" +
             more + "}"}};
  };

  BOOST_TEST(said(snapshot_dependencies(package("")).value()) ==
             "package.json:1:58: b is file:../b\npackage.json:1:91: d is github:x/d\n");
  BOOST_TEST(said(snapshot_dependencies(package(R"(, "private": true)")).value()) == "");
}

BOOST_AUTO_TEST_CASE(a_licence_stands_at_the_root) {
  for (const char* name : {"LICENSE", "License.md", "COPYING", "LICENCE.txt", "LICENSE-MIT", "LICENSES/MIT.txt"}) {
    BOOST_TEST(licence_present({"src/a", name}).empty(), name);
  }
  for (const char* name : {"src/LICENSE", "licensed.md", "README"}) {
    BOOST_TEST(licence_present({name}).size() == 1U, name);
  }
}

BOOST_AUTO_TEST_CASE(package_files_say_the_version_and_no_other) {
  BOOST_TEST(package_contains_version({"d/a-1.2.3.zip", "a_1.2.3-1_amd64.deb", "a-1.2.3"}, "1.2.3").empty());
  for (const char* name :
       {"a-1.2.30.zip", "a-11.2.3.zip", "a-1.2.3.4.zip", "a-0.1.2.3.zip", "a-1.2.3-SNAPSHOT.jar", "1.2.3/a.zip"}) {
    BOOST_TEST(package_contains_version({name}, "1.2.3").size() == 1U, name);
  }
}

BOOST_AUTO_TEST_SUITE_END()
