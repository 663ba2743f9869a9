#include "pack/entries.hpp"

#include "base/files.hpp"
#include "support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace fs = std::filesystem;
using namespace ra::pack;
using ra::Errc;

namespace {

constexpr std::int64_t built_at = 1'700'000'000;

struct Sources {
  ra::test::TemporaryFolder folder;

  void file(const std::string& path, bool runs = false) const {
    BOOST_REQUIRE(ra::write_file(folder / path, path));
    fs::permissions(folder / path, static_cast<fs::perms>(runs ? 0750 : 0600));
  }
  ra::Result<std::vector<Entry>> gather(const std::vector<Content>& contents) const {
    return ra::pack::gather(contents, folder.path(), built_at);
  }
  std::string paths(const std::vector<Content>& contents) const {
    const auto entries = gather(contents);
    BOOST_REQUIRE_MESSAGE(entries, entries.error().message);
    std::string text;
    for (const auto& entry : *entries) text += entry.path + " ";
    return text;
  }
};

Content content(const std::string& source, const std::string& destination, ContentType type = ContentType::file) {
  return {source, destination, type, {}, {}};
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(entries, Sources)

BOOST_AUTO_TEST_CASE(a_file_goes_to_its_name_or_into_a_folder) {
  file("a.conf");

  BOOST_TEST(paths({content("a.conf", "/etc/b.conf"), content("./a.conf", "/etc/")}) == "/etc/a.conf /etc/b.conf ");
}

BOOST_AUTO_TEST_CASE(a_glob_keeps_what_is_below_its_fixed_part) {
  file("conf/a.txt");
  file("conf/d/b.txt");
  file("conf/c.md");

  BOOST_TEST(paths({content("./conf/**/*.txt", "/etc/")}) == "/etc/a.txt /etc/d/b.txt ");
  BOOST_TEST(paths({content("conf/*.{txt,md}", "/etc")}) == "/etc/a.txt /etc/c.md ");
}

BOOST_AUTO_TEST_CASE(a_folder_gives_its_files_and_a_tree_its_folders_too) {
  file("conf/a");
  file("conf/d/b");
  fs::create_directory(folder / "conf/empty");

  BOOST_TEST(paths({content("conf", "/etc/x", ContentType::config)}) == "/etc/x/a /etc/x/d/b ");
  BOOST_TEST(paths({content("conf", "/etc/x", ContentType::tree)}) ==
             "/etc/x /etc/x/a /etc/x/d /etc/x/d/b /etc/x/empty ");
}

BOOST_AUTO_TEST_CASE(modes_and_times_do_not_depend_on_who_checked_it_out) {
  file("a");
  file("b", true);

  const auto found = gather({content("a", "/a"), content("b", "/b")});

  BOOST_REQUIRE(found);
  BOOST_TEST(found->at(0).mode == 0644U);
  BOOST_TEST(found->at(1).mode == 0755U);
  BOOST_TEST(found->at(0).mtime == built_at);
  BOOST_TEST(found->at(0).owner == "root");
}

BOOST_AUTO_TEST_CASE(what_file_info_says_counts) {
  file("a");
  Content one = content("a", "/a");
  one.info = {0600, "me", "us", ra::WallTime{std::chrono::seconds{5}}};

  const auto found = gather({one});

  BOOST_TEST(found->front().mode == 0600U);
  BOOST_TEST(found->front().owner == "me");
  BOOST_TEST(found->front().group == "us");
  BOOST_TEST(found->front().mtime == 5);
}

BOOST_AUTO_TEST_CASE(links_are_taken_as_links) {
  file("t/a");
  fs::create_symlink("a", folder / "t/b");

  const auto found = gather({content("t", "/t", ContentType::tree), content("/x", "/y", ContentType::symlink)});

  BOOST_REQUIRE(found);
  BOOST_TEST((found->at(2).kind == EntryKind::symlink));
  BOOST_TEST(found->at(2).target == "a");
  BOOST_TEST(found->at(3).target == "/x");
}

BOOST_AUTO_TEST_CASE(a_folder_of_a_tree_may_be_told_of_again) {
  file("t/logs/a");
  Content logs = content("", "/t/logs", ContentType::folder);
  logs.info.mode = 0700;

  const auto before = gather({logs, content("t", "/t", ContentType::tree)});
  const auto after = gather({content("t", "/t", ContentType::tree), logs});

  BOOST_TEST(before->at(1).mode == 0700U);
  BOOST_TEST(after->at(1).mode == 0700U);
}

BOOST_AUTO_TEST_CASE(a_file_of_a_tree_may_be_told_of_again_with_another_type) {
  file("t/config/a");
  const Content tree = content("t", "/t", ContentType::tree);
  const Content config = content("t/config", "/t/config", ContentType::config_noreplace);

  const auto before = gather({config, tree});
  const auto after = gather({tree, config});

  BOOST_TEST((before->back().type == ContentType::config_noreplace));
  BOOST_TEST((after->back().type == ContentType::config_noreplace));
  BOOST_TEST(after->size() == 3U);
}

BOOST_AUTO_TEST_CASE(nothing_is_installed_twice) {
  file("a");

  file("b");

  const auto found = gather({content("a", "/x"), content("b", "/x")});

  BOOST_REQUIRE(!found);
  BOOST_TEST(found.error().message == "/x would be installed twice");
}

BOOST_AUTO_TEST_CASE(a_file_that_two_globs_name_is_installed_once) {
  file("a.txt");

  BOOST_TEST(paths({content("./*.txt", "/x/"), content("a.*", "/x/")}) == "/x/a.txt ");
}

BOOST_AUTO_TEST_CASE(what_is_not_there_is_an_error_that_names_it) {
  BOOST_TEST(gather({content("a", "/x")}).error().message == "/x: there is no a");
  BOOST_TEST(gather({content("*.a", "/x")}).error().message == "/x: nothing matches *.a");
  BOOST_TEST((gather({content("a", "/x")}).error().code == Errc::not_found));
}

BOOST_AUTO_TEST_CASE(a_name_with_control_characters_is_refused) {
  file("t/a\nb");

  BOOST_TEST(!gather({content("t", "/t", ContentType::tree)}));
}

BOOST_AUTO_TEST_CASE(a_file_whose_name_looks_like_a_glob_is_found) {
  file("a[1]");

  BOOST_TEST(paths({content("a[1]", "/x/")}) == "/x/a[1] ");
}

BOOST_AUTO_TEST_SUITE_END()
