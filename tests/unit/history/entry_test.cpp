#include "history/history.hpp"

#include <boost/test/unit_test.hpp>

using namespace ra::history;

namespace {

Entry entry(std::string_view message, std::vector<std::string_view> parents = {"p1"}) {
  ra::git::Commit commit;
  commit.sha = "0123456789012345678901234567890123456789";
  commit.parents = std::move(parents);
  commit.author_name = "Ann";
  commit.author_email = "ann@example.org";
  commit.message = message;
  return entry_of(commit);
}

// "type(scope)!: description; …"
std::string changes(const Entry& e) {
  std::string text;
  for (const Change& change : e.changes) {
    text += (text.empty() ? "" : "; ") + change.type + "(" + change.scope + ")" + (change.breaking ? "!" : "") + ": " +
            change.description;
  }
  return text;
}

using Texts = std::vector<std::string>;

}  // namespace

BOOST_AUTO_TEST_SUITE(entries)

BOOST_AUTO_TEST_CASE(a_conventional_commit_is_one_change) {
  const Entry e = entry("Feat(api): say it (#12)\n\nwhy\n\nRefs: #3\nRelease-As: 2.0.0\n");

  BOOST_TEST(changes(e) == "feat(api): say it");
  BOOST_TEST(e.changes[0].body == "why");
  BOOST_TEST_REQUIRE(e.changes[0].footers.size() == 2U);
  BOOST_TEST(e.changes[0].footers[0].token == "Refs");
  BOOST_TEST(e.changes[0].footers[0].value == "#3");
  BOOST_TEST(e.title == "Feat(api): say it (#12)");
  BOOST_TEST(e.pull_request == 12);
  BOOST_TEST(e.release_as == "2.0.0");
  BOOST_TEST(e.author_name == "Ann");
}

BOOST_AUTO_TEST_CASE(what_follows_no_convention_is_a_change_without_a_type) {
  BOOST_TEST(changes(entry("Say it")) == "(): Say it");
  BOOST_TEST(changes(entry("")) == "(): ");
}

BOOST_AUTO_TEST_CASE(a_breaking_change_keeps_its_note) {
  const Entry e = entry("fix: a\n\nBREAKING CHANGE: b\nc");

  BOOST_TEST(changes(e) == "fix()!: a");
  BOOST_TEST(e.changes[0].breaking_note == "b\nc");
}

BOOST_AUTO_TEST_CASE(only_a_positive_number_at_the_end_is_a_pull_request) {
  BOOST_TEST(entry("feat: a (#1)").pull_request == 1);
  BOOST_TEST(entry("feat: a (#1) (#2)").pull_request == 2);
  BOOST_TEST(changes(entry("feat: a (#1) (#2)")) == "feat(): a (#1)");
  for (const char* title : {"feat: a (#0)", "feat: a (#-1)", "feat: a (#x)", "feat: a (#99999999999)", "feat: a #1",
                            "feat: a (#1) b", "feat: a (#)"}) {
    BOOST_TEST(entry(title).pull_request == 0, title);
  }
}

BOOST_AUTO_TEST_CASE(co_authors_are_told_once) {
  const Entry e = entry(
      "feat: a\n\n---------\n\nCo-authored-by: Bo <bo@x.org>\nco-authored-by: Cy <cy@x.org>\n"
      "Co-Authored-By: Bo <bo@x.org>");

  BOOST_TEST(e.co_authors == (Texts{"Bo <bo@x.org>", "Cy <cy@x.org>"}));
}

BOOST_AUTO_TEST_CASE(a_squash_without_a_conventional_title_is_what_it_lists) {
  const Entry e = entry("Some work (#12)\n\n* feat(a): one\n\ntext of one\n\n* wip\n\n* fix!: two (#11)\n");

  BOOST_TEST(changes(e) == "feat(a): one; fix()!: two");
  BOOST_TEST(e.pull_request == 12);
}

BOOST_AUTO_TEST_CASE(the_conventional_title_of_a_squash_speaks_for_its_list) {
  BOOST_TEST(changes(entry("feat: whole (#12)\n\n* feat: one\n\n* fix: two\n")) == "feat(): whole");
}

BOOST_AUTO_TEST_CASE(what_breaks_in_the_list_of_a_squash_is_not_lost) {
  const Entry e = entry("feat: whole (#12)\n\n* feat: one\n\n* fix!: two\n");

  BOOST_TEST(changes(e) == "feat()!: whole");
  BOOST_TEST(e.changes[0].breaking_note == "two");
}

BOOST_AUTO_TEST_CASE(a_list_without_a_pull_request_is_text) {
  BOOST_TEST(changes(entry("Some work\n\n* feat: one\n* fix: two\n")) == "(): Some work");
}

BOOST_AUTO_TEST_CASE(a_merged_pull_request_is_its_title) {
  const Entry e = entry("Merge pull request #12 from org/branch\n\nfeat(x): one (#12)\n", {"a", "b"});

  BOOST_TEST(changes(e) == "feat(x): one");
  BOOST_TEST(e.pull_request == 12);
}

BOOST_AUTO_TEST_CASE(merges_of_other_forges_are_read) {
  const Entry gitlab =
      entry("Merge branch 'x' into 'main'\n\nfix: one\n\nSee merge request group/project!7", {"a", "b"});
  const Entry bitbucket = entry("Merged in x (pull request #8)\n\nfix: two\n", {"a", "b"});

  BOOST_TEST(changes(gitlab) == "fix(): one");
  BOOST_TEST(gitlab.pull_request == 7);
  BOOST_TEST(changes(bitbucket) == "fix(): two");
  BOOST_TEST(bitbucket.pull_request == 8);
}

BOOST_AUTO_TEST_CASE(a_merge_without_words_of_its_own_has_no_changes) {
  for (const char* message : {"Merge branch 'x'", "Merge branch 'x' into y\n\nfeat: not a title", "Merge tag 'v1'",
                              "Merge pull request #12 from org/branch\n\nSome work", "Merge pull request #12 from o/b",
                              "Merge remote-tracking branch 'origin/x'", "whatever"}) {
    BOOST_TEST(changes(entry(message, {"a", "b"})) == "", message);
  }
  BOOST_TEST(changes(entry("feat: merged by hand", {"a", "b"})) == "feat(): merged by hand");
}

BOOST_AUTO_TEST_CASE(a_revert_of_git_names_a_sha) {
  const Entry e = entry("Revert \"feat: a\"\n\nThis reverts commit 0123456789abcdef0123456789abcdef01234567.\n");

  BOOST_TEST(changes(e) == "revert(): feat: a");
  BOOST_TEST(e.reverts == (Texts{"0123456789abcdef0123456789abcdef01234567"}));
}

BOOST_AUTO_TEST_CASE(a_revert_of_several_names_them_all) {
  const Entry e = entry("Revert \"a\"\n\nThis reverts commit 0123456.\nThis reverts commit 89abcde.\n");

  BOOST_TEST(e.reverts == (Texts{"0123456", "89abcde"}));
}

BOOST_AUTO_TEST_CASE(a_revert_of_github_names_a_pull_request_and_a_title) {
  const Entry e = entry("Revert \"feat: a (#12)\" (#13)\n\nReverts org/repo#12");

  BOOST_TEST(changes(e) == "revert(): feat: a");
  BOOST_TEST(e.reverts == (Texts{"#12", "feat: a (#12)"}));
  BOOST_TEST(e.pull_request == 13);
}

BOOST_AUTO_TEST_CASE(a_conventional_revert_names_shas_or_a_title) {
  const Entry by_sha = entry("revert: let us never speak of it\n\nRefs: 676104e, a215868");
  const Entry by_title = entry("revert: feat: a\n\nRefs: #12");

  BOOST_TEST(by_sha.reverts == (Texts{"676104e", "a215868"}));
  BOOST_TEST(by_title.reverts == (Texts{"feat: a"}));
  BOOST_TEST(changes(by_title) == "revert(): feat: a");
}

BOOST_AUTO_TEST_CASE(what_is_taken_back_twice_is_there_again) {
  const Entry old = entry("Revert \"Revert \"feat: a (#1)\"\"");
  const Entry young = entry("Reapply \"feat: a\"");

  BOOST_TEST(changes(old) == "feat(): a");
  BOOST_TEST(old.reverts == (Texts{"Revert \"feat: a (#1)\""}));
  BOOST_TEST(changes(young) == "feat(): a");
  BOOST_TEST(young.reverts == (Texts{"Revert \"feat: a\""}));
}

BOOST_AUTO_TEST_CASE(titles_are_cut_at_500_bytes_and_not_inside_a_character) {
  for (const std::size_t size : {std::size_t{499}, std::size_t{500}}) {
    BOOST_TEST(entry(std::string(size, 'x')).title == std::string(size, 'x'));
  }
  BOOST_TEST(entry(std::string(501, 'x')).title == std::string(497, 'x') + "…");
  std::string umlauts;
  for (int i = 0; i < 500; ++i) umlauts += "ä";
  const std::string title = entry(umlauts).title;
  BOOST_TEST(title.size() == 499U);
  BOOST_TEST(title.ends_with("ä…"));
}

BOOST_AUTO_TEST_CASE(a_subject_of_a_megabyte_is_bounded) {
  const Entry e =
      entry("feat(" + std::string(500000, 's') + "): " + std::string(500000, 'd') + "\n\n" + std::string(2000000, 'b'));

  BOOST_TEST(e.title.size() == 500U);
  BOOST_TEST(e.changes[0].scope.size() == 500U);
  BOOST_TEST(e.changes[0].description.size() == 500U);
  BOOST_TEST(e.changes[0].body.size() == 16384U);
}

BOOST_AUTO_TEST_CASE(many_footers_and_changes_are_bounded) {
  std::string footers = "feat: a\n\n";
  std::string list = "a (#1)\n\n";
  for (int i = 0; i < 1000; ++i) {
    footers += "Refs: " + std::to_string(i) + "\n";
    list += "* feat: " + std::to_string(i) + "\n";
  }

  BOOST_TEST(entry(footers).changes[0].footers.size() == 100U);
  BOOST_TEST(entry(list).changes.size() == 200U);
}

BOOST_AUTO_TEST_CASE(control_characters_and_overrides_are_gone_and_bad_bytes_replaced) {
  const Entry e = entry(
      "feat(\x1b[31mx): a\x07 \xe2\x80\xae"
      "b \xff\r\n\r\nbody \x1b]0;x\x07 here\n  in\xff"
      "dented\n");

  BOOST_TEST(e.title == "feat(x): a b \xef\xbf\xbd");
  BOOST_TEST(changes(e) == "feat(x): a b \xef\xbf\xbd");
  BOOST_TEST(e.changes[0].body ==
             "body  here\n  in\xef\xbf\xbd"
             "dented");
}

BOOST_AUTO_TEST_CASE(a_squash_under_the_words_of_a_merge_is_a_change_without_a_type) {
  const Entry told = entry("Merge pull request #12 from org/branch\n\nSome work", {"a"});
  const Entry untold = entry("Merge pull request #12 from org/branch", {"a"});

  BOOST_REQUIRE(told.changes.size() == 1U);
  BOOST_TEST(told.changes[0].type == "");
  BOOST_TEST(told.changes[0].description == "Some work");
  BOOST_TEST(told.pull_request == 12);
  BOOST_REQUIRE(untold.changes.size() == 1U);
  BOOST_TEST(untold.changes[0].description == "Merge pull request #12 from org/branch");
}

BOOST_AUTO_TEST_SUITE_END()
