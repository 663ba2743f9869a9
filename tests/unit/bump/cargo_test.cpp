#include "bumping.hpp"

#include <boost/test/data/test_case.hpp>

#include <ostream>

using namespace ra::bump;
using namespace ra::bump::test;
using ra::Errc;

namespace {

const std::string single = "[package]\nname = \"a\"\nversion = \"1.0.0\"  # ours\nedition = \"2021\"\n";

NewVersion crate(const std::string& name, const std::string& version) { return {Kind::cargo, name, version}; }

Files workspace() {
  return {{"Cargo.toml",
           "[workspace]\nmembers = [\"crates/*\"]\nexclude = [\"crates/old\"]\n\n"
           "[workspace.package]\nversion = \"1.2.3\"\n\n"
           "[workspace.dependencies]\nb = { path = \"crates/b\", version = \"1.2\" }\nserde = \"1.2.3\"\n"},
          {"crates/a/Cargo.toml",
           "[package]\nname = \"a\"\nversion.workspace = true\n\n[dependencies]\nb = { workspace = true }\n"
           "c = { version = '=0.3.1', path = \"../c\", features = [\"x\"] }\nserde = { version = \"1.2.3\" }\n"},
          {"crates/b/Cargo.toml", "[package]\nname = \"b\"\nversion = { workspace = true }\n"},
          {"crates/c/Cargo.toml",
           "[package]\nname = \"c\"\nversion = \"0.3.1\"\npublish = false\n\n"
           "[dev-dependencies.bee]\npackage = \"b\"\npath = \"../b\"\nversion = \"~1.2.3\"\n\n"
           "[target.'cfg(unix)'.build-dependencies]\nb = { path = \"../b/\", version = \"^1.2.3\" }\n"},
          {"crates/old/Cargo.toml",
           "[package]\nname = \"old\"\nversion = \"0.0.1\"\n"
           "[dependencies]\nb = { path = \"../b\", version = \"1.2.3\" }\n"},
          {"crates/not-toml/Cargo.txt", "= ="}};
}

struct Wrong {
  const char* why;
  std::string text;
  const char* message;
};
std::ostream& operator<<(std::ostream& out, const Wrong& w) { return out << w.why; }

const std::vector<Wrong> wrongs{
    {"duplicate key", "[package]\nname = \"a\"\nversion = \"1.0.0\"\nversion = \"2.0.0\"\n",
     "Cargo.toml:4:11: this is not TOML: "},
    {"not UTF-8", "[package]\nname = \"\xff\"\n", "Cargo.toml:2:"},
    {"a zero byte", std::string{"[package]\nname = \"a\0b\"\n", 23}, "Cargo.toml:2:10: a zero byte"},
    {"deep arrays", "a = " + std::string(100'000, '['), "Cargo.toml:1:37: nested too deeply"},
    {"a deep key",
     "a" +
         [] {
           std::string s;
           for (int i = 0; i < 100'000; ++i) s += ".a";
           return s;
         }() +
         " = 1",
     "Cargo.toml:1:130: nested too deeply"},
    {"a table without a name", "[package]\nname = \"a\"\n[\n]\n",
     "Cargo.toml:3:1: nested too deeply, or a table without"},
    {"a table without a name behind a byte order mark", "\xef\xbb\xbf[[::u", "Cargo.toml: this is not TOML"},
    {"a letter where white space may be", "[package]\nname = \"a\"\né = 1\n", "Cargo.toml:3:1: this is not TOML"},
    {"a letter where a value ends", "[package]\nname = \"a\"é\n", "Cargo.toml:2:11: this is not TOML"},
    {"a number for a version", "[package]\nname = \"a\"\nversion = 1.0\n",
     "Cargo.toml:3:11: the package's version is not a string"},
    {"no name", "[package]\nversion = \"1.0.0\"\n", "Cargo.toml:1:1: a package without a name"},
    {"three quotation marks", "[package]\nname = \"a\"\nversion = \"\"\"1.0.0\"\"\"\n",
     "Cargo.toml:3:11: a version in three"},
    {"inherits from nothing", "[package]\nname = \"a\"\nversion.workspace = true\n", "Cargo.toml:3:"},
    {"a missing member", "[workspace]\nmembers = [\n  'é', \"gone\",\n]\n",
     "Cargo.toml:3:4: the member `é` has no Cargo.toml"},
    {"an endless line", "# " + std::string(70'000, 'a') + "é\na = 1", "Cargo.toml:1:1: a line of more than 64 KiB"},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(cargo)

BOOST_AUTO_TEST_CASE(a_single_crate_gets_its_version) {
  const Files files{{"Cargo.toml", single}};

  BOOST_TEST(listed(files) == "a 1.0.0");
  BOOST_TEST(bumped(files, "Cargo.toml", {crate("a", "1.1.0-rc.1")}) ==
             "[package]\nname = \"a\"\nversion = \"1.1.0-rc.1\"  # ours\nedition = \"2021\"\n");
}

BOOST_AUTO_TEST_CASE(a_workspace_lists_members_but_not_the_excluded) {
  BOOST_TEST(listed(workspace()) == "a 1.2.3, b 1.2.3, c 0.3.1");
  BOOST_TEST(package_of(workspace(), "a").path == "crates/a");
  BOOST_TEST(package_of(workspace(), "a").file == "crates/a/Cargo.toml");
}

BOOST_AUTO_TEST_CASE(members_that_inherit_share_the_version_of_the_workspace) {
  BOOST_TEST(package_of(workspace(), "a").shares == "Cargo.toml");
  BOOST_TEST(package_of(workspace(), "b").shares == "Cargo.toml");
  BOOST_TEST(package_of(workspace(), "c").shares == "");
}

BOOST_AUTO_TEST_CASE(needs_are_path_dependencies_inherited_ones_too) {
  BOOST_TEST(joined(package_of(workspace(), "a").needs) == "b c");
  BOOST_TEST(joined(package_of(workspace(), "c").needs) == "b");
  BOOST_TEST(joined(package_of(workspace(), "b").needs) == "");
}

BOOST_AUTO_TEST_CASE(what_only_tests_need_without_a_version_is_no_need) {
  const Files files{
      {"Cargo.toml", single + "[dev-dependencies]\nb = { path = \"b\" }\n"},
      {"b/Cargo.toml", "[package]\nname = \"b\"\nversion = \"1.0.0\"\n[dependencies]\na = { path = \"..\" }\n"}};

  BOOST_TEST(joined(package_of(files, "a").needs) == "");
  BOOST_TEST(joined(package_of(files, "b").needs) == "a");
}

BOOST_AUTO_TEST_CASE(publish_false_and_no_registry_are_not_published) {
  BOOST_TEST(package_of({{"Cargo.toml", single}}, "a").published);
  BOOST_TEST(!package_of({{"Cargo.toml", single + "publish = false\n"}}, "a").published);
  BOOST_TEST(!package_of({{"Cargo.toml", single + "publish = []\n"}}, "a").published);
  BOOST_TEST(package_of({{"Cargo.toml", single + "publish = [\"ours\"]\n"}}, "a").published);
  BOOST_TEST(
      !package_of({{"Cargo.toml", single + "publish.workspace = true\n[workspace.package]\npublish = false\n"}}, "a")
           .published);
}

BOOST_AUTO_TEST_CASE(an_inherited_version_is_written_once_and_whoever_depends_follows) {
  const Files bumped_files = after(workspace(), bump(workspace(), {crate("b", "2.0.0")}));

  Files expected = workspace();
  expected["Cargo.toml"] =
      "[workspace]\nmembers = [\"crates/*\"]\nexclude = [\"crates/old\"]\n\n"
      "[workspace.package]\nversion = \"2.0.0\"\n\n"
      "[workspace.dependencies]\nb = { path = \"crates/b\", version = \"2.0\" }\nserde = \"1.2.3\"\n";
  expected["crates/c/Cargo.toml"] =
      "[package]\nname = \"c\"\nversion = \"0.3.1\"\npublish = false\n\n"
      "[dev-dependencies.bee]\npackage = \"b\"\npath = \"../b\"\nversion = \"~2.0.0\"\n\n"
      "[target.'cfg(unix)'.build-dependencies]\nb = { path = \"../b/\", version = \"^2.0.0\" }\n";
  expected["crates/old/Cargo.toml"] =
      "[package]\nname = \"old\"\nversion = \"0.0.1\"\n[dependencies]\nb = { path = \"../b\", version = \"2.0.0\" }\n";
  for (const auto& [file, text] : expected) BOOST_TEST(bumped_files.at(file) == text);
}

BOOST_AUTO_TEST_CASE(only_files_that_change_are_given) {
  const auto changed = bump(workspace(), {crate("c", "0.4.0")});

  BOOST_REQUIRE(changed.has_value());
  BOOST_TEST(changed->size() == 2U);
  BOOST_TEST(changed->at("crates/a/Cargo.toml").find("c = { version = '=0.4.0', path") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(bumping_twice_changes_nothing) {
  const std::vector<NewVersion> versions{crate("a", "2.0.0"), crate("c", "0.4.0-rc.1")};
  const Files once = after(workspace(), bump(workspace(), versions));

  BOOST_TEST(bump(once, versions).value().empty());
}

BOOST_AUTO_TEST_CASE(two_that_share_a_version_cannot_get_different_ones) {
  const auto e = refused(workspace(), {crate("a", "2.0.0"), crate("b", "2.1.0")});

  BOOST_TEST((e.code == Errc::conflict));
  BOOST_TEST(e.message == "Cargo.toml:6:12: this is the version of a and of b, which are to be 2.0.0 and 2.1.0");
}

BOOST_AUTO_TEST_CASE(a_package_that_is_not_here_is_not_found) {
  const auto e =
      refused({{"Cargo.toml", "[package]\nname = \"gateway\"\nversion = \"1.0.0\"\n"}}, {crate("gatewax", "2.0.0")});

  BOOST_TEST((e.code == Errc::not_found));
  BOOST_TEST(e.message == "there is no package gatewax here");
  BOOST_TEST(e.hint == "did you mean gateway?");
}

BOOST_AUTO_TEST_CASE(two_packages_of_one_name_are_not_guessed_between) {
  const Files files{{"x/Cargo.toml", single}, {"y/Cargo.toml", single}};

  BOOST_TEST(listed(files) == "a 1.0.0, a 1.0.0");
  BOOST_TEST((refused(files, {crate("a", "2.0.0")}).code == Errc::conflict));
}

BOOST_AUTO_TEST_CASE(what_is_no_version_is_refused) {
  for (const char* version : {"", "1.0", "v1.0.0", "01.0.0", "1.0.0-", "1.0.0\"", "1.0.0\n", "1.0.0-a_b"}) {
    BOOST_TEST((refused({{"Cargo.toml", single}}, {crate("a", version)}).code == Errc::config), version);
  }
}

BOOST_AUTO_TEST_CASE(a_crate_without_a_version_is_listed_but_not_bumped) {
  const Files files{{"Cargo.toml", "[package]\nname = \"a\"\n"}};

  BOOST_TEST(listed(files) == "a 0.0.0");
  BOOST_TEST(!package_of(files, "a").published);
  BOOST_TEST(refused(files, {crate("a", "1.0.0")}).message == "Cargo.toml: the package has no version");
}

BOOST_AUTO_TEST_CASE(the_lock_file_follows_and_the_registry_keeps_its_own) {
  Files files = workspace();
  files["Cargo.lock"] =
      "version = 4\n\n[[package]]\nname = \"a\"\nversion = \"1.2.3\"\ndependencies = [\n \"b 1.2.3\",\n"
      " \"b 1.2.3 (registry+https://github.com/rust-lang/crates.io-index)\",\n \"c\",\n]\n\n"
      "[[package]]\nname = \"b\"\nversion = \"1.2.3\"\n\n"
      "[[package]]\nname = \"b\"\nversion = \"1.2.3\"\nsource = "
      "\"registry+https://github.com/rust-lang/crates.io-index\"\n\n"
      "[[package]]\nname = \"c\"\nversion = \"0.3.1\"\n";

  BOOST_TEST(bumped(files, "Cargo.lock", {crate("b", "1.3.0")}) ==
             "version = 4\n\n[[package]]\nname = \"a\"\nversion = \"1.3.0\"\ndependencies = [\n \"b 1.3.0\",\n"
             " \"b 1.2.3 (registry+https://github.com/rust-lang/crates.io-index)\",\n \"c\",\n]\n\n"
             "[[package]]\nname = \"b\"\nversion = \"1.3.0\"\n\n"
             "[[package]]\nname = \"b\"\nversion = \"1.2.3\"\nsource = "
             "\"registry+https://github.com/rust-lang/crates.io-index\"\n\n"
             "[[package]]\nname = \"c\"\nversion = \"0.3.1\"\n");
}

BOOST_AUTO_TEST_CASE(a_lock_file_elsewhere_follows_when_its_crate_depends_on_ours) {
  const Files files{
      {"Cargo.toml", single},
      {"fuzz/Cargo.toml",
       "[package]\nname = \"fuzz\"\nversion = \"0.0.0\"\n[workspace]\n[dependencies]\na = { path = \"..\" }\n"},
      {"fuzz/Cargo.lock", "[[package]]\nname = \"a\"\nversion = \"1.0.0\"\n"},
      {"other/Cargo.toml", "[package]\nname = \"other\"\nversion = \"0.0.0\"\n"},
      {"other/Cargo.lock", "[[package]]\nname = \"a\"\nversion = \"1.0.0\"\n"}};

  BOOST_TEST(bumped(files, "fuzz/Cargo.lock", {crate("a", "1.1.0")}) ==
             "[[package]]\nname = \"a\"\nversion = \"1.1.0\"\n");
  BOOST_TEST(bumped(files, "other/Cargo.lock", {crate("a", "1.1.0")}) == files.at("other/Cargo.lock"));
}

BOOST_AUTO_TEST_CASE(windows_line_ends_and_a_byte_order_mark_stay) {
  const Files files{{"Cargo.toml", "\xef\xbb\xbf[package]\r\nname = \"é\"\r\ndescription = 'ü' ; "}};
  const Files good{
      {"Cargo.toml", "\xef\xbb\xbf[package]\r\nname = \"a\"\r\nauthors = ['ü'] # é\r\nversion = \"1.0.0\"\r\n"},
      {"b/Cargo.toml", ""}};

  BOOST_TEST(bumped(good, "Cargo.toml", {crate("a", "2.0.0")}) ==
             "\xef\xbb\xbf[package]\r\nname = \"a\"\r\nauthors = ['ü'] # é\r\nversion = \"2.0.0\"\r\n");
  BOOST_TEST(!packages(files).has_value());
}

BOOST_AUTO_TEST_CASE(columns_after_letters_of_several_bytes_are_found) {
  const Files files{
      {"Cargo.toml", "package = { name = \"a\", description = \"née €\", version = \"1.0.0\", license = 'ü' }\n"}};

  BOOST_TEST(bumped(files, "Cargo.toml", {crate("a", "2.0.0")}) ==
             "package = { name = \"a\", description = \"née €\", version = \"2.0.0\", license = 'ü' }\n");
}

BOOST_DATA_TEST_CASE(what_is_wrong_is_said_with_its_place, wrongs) {
  const auto all = packages({{"Cargo.toml", sample.text}});

  BOOST_REQUIRE(!all.has_value());
  BOOST_TEST((all.error().code == Errc::config));
  BOOST_TEST(all.error().message.starts_with(sample.message), all.error().message);
}

BOOST_AUTO_TEST_CASE(a_broken_manifest_that_is_no_member_does_no_harm) {
  Files files = workspace();
  files["crates/old/Cargo.toml"] = "this = is = not TOML";
  files["crates/a/tests/data/Cargo.toml"] = "nor this";

  BOOST_TEST(listed(files) == "a 1.2.3, b 1.2.3, c 0.3.1");
}

BOOST_AUTO_TEST_CASE(nesting_is_allowed_up_to_its_limit) {
  const auto with_arrays = [](std::size_t n) {
    return Files{
        {"Cargo.toml", single + "[package.metadata]\na = " + std::string(n, '[') + std::string(n, ']') + "\n"}};
  };
  const auto with_dots = [](std::size_t n) {
    std::string key = "a";
    for (std::size_t i = 0; i < n; ++i) key += ".a";
    return Files{{"Cargo.toml", single + key + " = \"......\" # .....\n"}};
  };

  BOOST_TEST(packages(with_arrays(31)).has_value());
  BOOST_TEST(packages(with_arrays(32)).has_value());
  BOOST_TEST(!packages(with_arrays(33)).has_value());
  BOOST_TEST(packages(with_dots(63)).has_value());
  BOOST_TEST(packages(with_dots(64)).has_value());
  BOOST_TEST(!packages(with_dots(65)).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
