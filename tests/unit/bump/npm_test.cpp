#include "bumping.hpp"

#include <boost/test/data/test_case.hpp>

#include <ostream>

using namespace ra::bump;
using namespace ra::bump::test;
using ra::Errc;

namespace {

NewVersion npm_package(const std::string& name, const std::string& version) { return {Kind::npm, name, version}; }

Files monorepo(const std::string& a, const std::string& range) {
  return {{"package.json", R"({ "name": "root", "private": true, "workspaces": ["packages/*", "!packages/skip"] })"},
          {"packages/a/package.json", "{\n\t\"version\" : \"" + a + "\",\n\t\"name\": \"@x/a\"\n}"},
          {"packages/b/package.json", R"({"name": "b", "version": "3.0.0", "dependencies": {"@x/a": ")" + range +
                                          R"(", "left-pad": "1.0.0"}})" + "\r\n"},
          {"packages/skip/package.json", "not JSON"},
          {"node_modules/b/package.json", "nor this"}};
}

struct Ranges {
  const char* before;
  const char* after;
};
std::ostream& operator<<(std::ostream& out, const Ranges& r) { return out << r.before; }

// What b asks of @x/a 1.2.3, and what it asks of 1.3.0.
const std::vector<Ranges> all_ranges{
    {"^1.2.3", "^1.3.0"},
    {"~1.2.0", "~1.3.0"},
    {"1.2.3", "1.3.0"},
    {"1.x", "1.x"},
    {"*", "*"},
    {">=1.0.0 <2", ">=1.0.0 <2"},
    {"workspace:*", "workspace:*"},
    {"workspace:^", "workspace:^"},
    {"workspace:~1.2.3", "workspace:~1.3.0"},
    {"workspace:1.0.0", "workspace:1.3.0"},
    {"file:../a", "file:../a"},
    {"^0.9.0", "^0.9.0"},
    {"1.2.4", "1.2.4"},
    {"github:x/a#v1.2.3", "github:x/a#v1.2.3"},
    {"latest", "latest"},
    {"\\u005e1.2.3", "^1.3.0"},
};

std::string npm_lock(int version, const std::string& a) {
  const std::string number = std::to_string(version);
  const std::string packages =
      R"("packages": {"": {"name": "root", "workspaces": ["packages/*"]},
    "node_modules/@x/a": {"resolved": "packages/a", "link": true},
    "node_modules/left-pad": {"version": "1.2.3", "dependencies": {"@x/a": "^1.2.3"}},
    "packages/a": {"name": "@x/a", "version": ")" +
      a + R"("},
    "packages/b": {"version": "3.0.0", "dependencies": {"@x/a": "^)" +
      a + R"("}}})";
  const std::string dependencies = R"("dependencies": {"@x/a": {"version": "file:packages/a"},
    "b": {"version": "file:packages/b", "requires": {"@x/a": "^)" +
                                   a + R"("}}, "left-pad": {"version": "1.2.3", "requires": {"@x/a": "^1.2.3"}}})";
  return R"({"name": "root", "lockfileVersion": )" + number + ", " +
         (version == 3 ? packages : packages + ", " + dependencies) + "}\n";
}

struct WrongPackage {
  const char* why;
  std::string text;
  const char* message;
};
std::ostream& operator<<(std::ostream& out, const WrongPackage& w) { return out << w.why; }

const std::vector<WrongPackage> wrong_packages{
    {"cut off", "{\"name\": ", "package.json:1:10: this is not JSON: "},
    {"two versions", "{\"name\": \"a\",\n\"version\": \"1.0.0\", \"version\": \"2.0.0\"}",
     "package.json:2:21: \"version\" is said twice"},
    {"an array", "[]", "package.json:1:1: this is not an object"},
    {"a version that is a number", R"({"name": "a", "version": 1})", "package.json:1:26: \"version\" is not a string"},
    {"not UTF-8", "{\"name\": \"\xff\"}", "package.json:1:"},
    {"deep", std::string(100'000, '['), "package.json:1:"},
    {"a zero byte", std::string{"{}\0", 3}, "package.json:1:3: a zero byte"},
    {"a missing workspace", R"({"workspaces": ["gone"]})",
     "package.json:1:17: the workspace `gone` has no package.json"},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(npm)

BOOST_AUTO_TEST_CASE(workspaces_are_listed_without_what_is_taken_away) {
  BOOST_TEST(listed(monorepo("1.2.3", "^1.2.3")) == "@x/a 1.2.3, b 3.0.0");
}

BOOST_AUTO_TEST_CASE(workspaces_may_be_an_object_with_packages) {
  Files files = monorepo("1.2.3", "^1.2.3");
  files["package.json"] =
      R"({"name": "root", "version": "0.1.0", "workspaces": {"packages": ["packages/{a,b}"], "nohoist": []}})";

  BOOST_TEST(listed(files) == "root 0.1.0, @x/a 1.2.3, b 3.0.0");
}

BOOST_AUTO_TEST_CASE(private_is_not_published) {
  BOOST_TEST(!package_of({{"package.json", R"({"name": "a", "version": "1.0.0", "private": true})"}}, "a").published);
  BOOST_TEST(package_of({{"package.json", R"({"name": "a", "version": "1.0.0"})"}}, "a").published);
}

BOOST_DATA_TEST_CASE(a_range_on_a_sibling_follows_and_keeps_its_kind, all_ranges) {
  const Files files = monorepo("1.2.3", sample.before);

  const Files bumped_files = after(files, bump(files, {npm_package("@x/a", "1.3.0")}));

  for (const auto& [file, text] : monorepo("1.3.0", sample.after)) BOOST_TEST(bumped_files.at(file) == text);
  BOOST_TEST(bump(bumped_files, {npm_package("@x/a", "1.3.0")}).value().empty());
}

BOOST_AUTO_TEST_CASE(all_kinds_of_dependencies_follow_and_are_needs) {
  for (const std::string kind : {"dependencies", "devDependencies", "peerDependencies", "optionalDependencies"}) {
    Files files = monorepo("1.2.3", "");
    files["packages/b/package.json"] =
        R"({"name": "b", "version": "1.0.0", ")" + kind + R"(": {"@x/a": "^1.2.3", "c": "npm:@x/a@~1.2"}})";

    BOOST_TEST(joined(package_of(files, "b").needs) == "@x/a");
    BOOST_TEST(bumped(files, "packages/b/package.json", {npm_package("@x/a", "2.0.0")}) ==
               R"({"name": "b", "version": "1.0.0", ")" + kind + R"(": {"@x/a": "^2.0.0", "c": "npm:@x/a@~2.0"}})");
  }
}

BOOST_AUTO_TEST_CASE(a_range_that_means_another_version_is_no_need) {
  BOOST_TEST(joined(package_of(monorepo("1.2.3", "^0.9.0"), "b").needs) == "");
  BOOST_TEST(joined(package_of(monorepo("1.2.3", "file:../a"), "b").needs) == "@x/a");
}

BOOST_AUTO_TEST_CASE(a_range_that_cannot_follow_is_refused_with_its_place) {
  const auto e = refused(monorepo("1.2.3", ">=1.0.0 <2"), {npm_package("@x/a", "2.0.0")});

  BOOST_TEST(e.message == "packages/b/package.json:1:61: `>=1.0.0 <2` does not accept 2.0.0");
  BOOST_TEST(!e.hint.empty());
}

BOOST_AUTO_TEST_CASE(lock_files_of_versions_2_and_3_follow) {
  for (const int version : {2, 3}) {
    for (const char* name : {"package-lock.json", "npm-shrinkwrap.json"}) {
      Files files = monorepo("1.2.3", "^1.2.3");
      files[name] = npm_lock(version, "1.2.3");

      BOOST_TEST(bumped(files, name, {npm_package("@x/a", "1.3.0-rc.1")}) == npm_lock(version, "1.3.0-rc.1"));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_lock_file_of_version_1_says_the_version_of_its_package) {
  const auto files = [](const std::string& v) {
    return Files{
        {"package.json", R"({"name": "a", "version": ")" + v + R"("})"},
        {"package-lock.json", R"({"name": "a", "version": ")" + v +
                                  R"(", "lockfileVersion": 1, "dependencies": {"version": {"version": "1.0.0"}}})"}};
  };

  BOOST_TEST(bumped(files("1.0.0"), "package-lock.json", {npm_package("a", "1.1.0")}) ==
             files("1.1.0").at("package-lock.json"));
}

BOOST_AUTO_TEST_CASE(the_root_of_a_workspace_stands_in_the_lock_file_twice) {
  const auto files = [](const std::string& v) {
    return Files{
        {"package.json", R"({"name": "a", "version": ")" + v + R"("})"},
        {"package-lock.json", "{\n  \"name\": \"a\",\n  \"version\": \"" + v +
                                  "\",\n  \"lockfileVersion\": 3,\n  \"packages\": {\n    \"\": {\"version\": \"" + v +
                                  "\"}\n  }\n}"}};
  };

  BOOST_TEST(bumped(files("1.0.0"), "package-lock.json", {npm_package("a", "1.1.0")}) ==
             files("1.1.0").at("package-lock.json"));
}

BOOST_AUTO_TEST_CASE(a_byte_order_mark_stays) {
  BOOST_TEST(bumped({{"package.json", "\xef\xbb\xbf{\"name\":\"é\",\"version\":\"1.0.0\"}"}}, "package.json",
                    {npm_package("é", "2.0.0")}) == "\xef\xbb\xbf{\"name\":\"é\",\"version\":\"2.0.0\"}");
}

BOOST_DATA_TEST_CASE(what_is_wrong_with_a_package_is_said_with_its_place, wrong_packages) {
  const auto all = packages({{"package.json", sample.text}});

  BOOST_REQUIRE(!all.has_value());
  BOOST_TEST((all.error().code == Errc::config));
  BOOST_TEST(all.error().message.starts_with(sample.message), all.error().message);
}

BOOST_AUTO_TEST_CASE(kinds_are_told_apart) {
  Files files = monorepo("1.2.3", "^1.2.3");
  files["Cargo.toml"] = "[package]\nname = \"b\"\nversion = \"3.0.0\"\n";

  BOOST_TEST(bump(files, {npm_package("b", "4.0.0")}).value().size() == 1U);
  BOOST_TEST(bump(files, {npm_package("b", "4.0.0"), {Kind::cargo, "b", "5.0.0"}}).value().size() == 2U);
}

BOOST_AUTO_TEST_CASE(only_manifests_and_lock_files_are_read) {
  for (const char* path : {"Cargo.toml", "a/Cargo.lock", "pom.xml", "a/pom-ee.xml", "package.json",
                           "a/package-lock.json", "npm-shrinkwrap.json"}) {
    BOOST_TEST(reads(path), path);
  }
  for (const char* path :
       {"node_modules/a/package.json", "a/target/pom.xml", "cargo.toml", "a/pom.xml/b", "src/main.rs", ""}) {
    BOOST_TEST(!reads(path), path);
  }
}

BOOST_AUTO_TEST_SUITE_END()
