#include "history/unreleased.hpp"

#include "repository.hpp"

#include <algorithm>

using namespace ra::history;
using ra::test::await;
using ra::test::History;

namespace {

std::string read(History& history, const std::string& ref = "HEAD", bool itself = false) {
  const auto releases = await(read_releases(history.directory(), "v{version}")).value();
  const std::string commit = history.git({"rev-parse", ref});
  const auto found = await(read_unreleased(history.directory(), commit, releases, itself, nullptr)).value();
  std::string text = found.since ? found.since->version + ":" : "-:";
  std::vector<std::string> titles;
  for (const Entry& entry : found.entries) titles.push_back(entry.title);
  for (const auto& title : titles) text += " " + title;
  return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(unreleased)

BOOST_AUTO_TEST_CASE(it_ends_at_the_last_version) {
  History history;
  history.commit("a");
  history.git({"tag", "v1.0.0"});
  history.commit("b");
  history.git({"tag", "v1.1.0"});
  history.commit("c");
  history.commit("d");

  BOOST_TEST(read(history) == "1.1.0: d c");
}

BOOST_AUTO_TEST_CASE(without_versions_it_is_everything) {
  History history;
  history.commit("a");
  history.commit("b");

  BOOST_TEST(read(history) == "-: b a");
}

BOOST_AUTO_TEST_CASE(a_version_that_has_nothing_after_it) {
  History history;
  history.commit("a");
  history.commit("b");
  history.git({"tag", "v1.0.0"});

  BOOST_TEST(read(history) == "1.0.0:");
  BOOST_TEST(read(history, "HEAD", true) == "-: b a");
}

BOOST_AUTO_TEST_CASE(tags_that_cannot_be_reached_do_not_count) {
  History history;
  history.commit("a");
  history.git({"tag", "v1.0.0"});
  history.commit("b");
  history.git({"checkout", "-q", "-b", "side"});
  history.commit("c");
  history.git({"tag", "v1.0.1"});
  history.git({"checkout", "-q", "main"});
  history.commit("d");

  BOOST_TEST(read(history) == "1.0.0: d b");
}

BOOST_AUTO_TEST_CASE(of_versions_on_two_branches_the_higher_is_the_last_and_neither_is_told_again) {
  History history;
  history.commit("a");
  history.git({"tag", "v1.0.0"});
  history.git({"checkout", "-q", "-b", "side"});
  history.commit("fix");
  history.git({"tag", "v1.0.1"});
  history.git({"checkout", "-q", "main"});
  history.commit("b");
  history.git({"tag", "v1.1.0"});
  history.commit("c");
  history.git({"merge", "-q", "--no-ff", "--no-gpg-sign", "-m", "merge", "side"});

  BOOST_TEST(read(history) == "1.1.0: merge c");
}

BOOST_AUTO_TEST_CASE(clocks_that_went_wrong_do_not_bring_back_what_has_been_released) {
  History history;
  const std::string base = history.commit("base");
  const std::string tree = history.git({"rev-parse", "HEAD^{tree}"});
  const auto commit = [&](const std::vector<std::string>& parents, const std::string& seconds,
                          const std::string& title) {
    const std::string who = "A <a@b> " + seconds + " +0000\n";
    std::string text = "tree " + tree + "\n";
    for (const auto& parent : parents) text += "parent " + parent + "\n";
    return history.git({"hash-object", "-t", "commit", "-w", "--stdin"},
                       text + "author " + who + "committer " + who + "\n" + title + "\n");
  };
  // The released commit says that it is older than its parents, which come first by date.
  const std::string released = commit({base}, "1800000000", "released");
  const std::string also = commit({released}, "1790000000", "also");
  const std::string version = commit({also}, "1000000000", "version");
  const std::string beside = commit({released}, "1795000000", "beside");
  const std::string head = commit({version, beside}, "1900000000", "head");
  history.git({"update-ref", "refs/heads/main", head});
  history.git({"update-ref", "refs/tags/v1.0.0", version});

  BOOST_TEST(read(history) == "1.0.0: head beside");
}

BOOST_AUTO_TEST_CASE(the_length_of_the_history_is_not_read) {
  History history;
  const std::string first = history.commit("first");
  for (int i = 0; i < 8; ++i) history.commit("old");
  history.git({"tag", "v1.0.0"});
  history.commit("c");
  // What lies far behind the version is gone: reading it would fail.
  std::filesystem::remove(std::filesystem::path{history.directory()} / ".git/objects" / first.substr(0, 2) /
                          first.substr(2));

  BOOST_TEST(read(history) == "1.0.0: c");
}

BOOST_AUTO_TEST_CASE(a_folder_has_its_own) {
  History history;
  const auto write = [&](const std::string& path, const std::string& message) {
    const std::string blob = history.git({"hash-object", "-w", "--stdin"}, message);
    history.git({"update-index", "--add", "--cacheinfo", "100644," + blob + "," + path});
    history.commit(message);
  };
  write("a/x", "one");
  write("b/x", "two");
  const std::string head = history.git({"rev-parse", "HEAD"});
  const Folders folders{{"a"}};

  const auto found = await(read_unreleased(history.directory(), head, {}, false, &folders)).value();

  BOOST_TEST_REQUIRE(found.entries.size() == 1U);
  BOOST_TEST(found.entries[0].title == "one");
}

BOOST_AUTO_TEST_SUITE_END()
