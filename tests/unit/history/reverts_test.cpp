#include "history/history.hpp"

#include <boost/test/unit_test.hpp>

using namespace ra::history;

namespace {

Entry made(std::string sha, std::string title, std::vector<std::string> reverts = {}) {
  Entry e;
  e.sha = sha + std::string(40 - sha.size(), '0');
  e.title = std::move(title);
  e.reverts = std::move(reverts);
  return e;
}

std::string left(std::vector<Entry> entries) {
  std::string text;
  for (const Entry& e : without_reverted(std::move(entries))) text += (text.empty() ? "" : " ") + e.title;
  return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(reverts)

BOOST_AUTO_TEST_CASE(a_revert_goes_with_what_it_reverts) {
  BOOST_TEST(left({made("c", "c"), made("b", "r", {"aaaaaaa"}), made("aaaaaaa", "a"), made("d", "d")}) == "c d");
}

BOOST_AUTO_TEST_CASE(a_prefix_of_six_digits_is_no_sha) {
  BOOST_TEST(left({made("b", "r", {"aaaaaa"}), made("aaaaaaa", "a")}) == "r a");
}

BOOST_AUTO_TEST_CASE(a_prefix_that_two_commits_have_reverts_neither) {
  BOOST_TEST(left({made("b", "r", {"aaaaaaa"}), made("aaaaaaa1", "x"), made("aaaaaaa2", "y")}) == "r x y");
}

BOOST_AUTO_TEST_CASE(without_a_sha_the_title_tells_and_the_youngest_goes) {
  auto entries = std::vector{made("b", "r", {"x"}), made("1", "x"), made("2", "y"), made("3", "x")};
  entries[3].pull_request = 3;

  const auto kept = without_reverted(entries);

  BOOST_TEST_REQUIRE(kept.size() == 2U);
  BOOST_TEST(kept[0].title == "y");
  BOOST_TEST(kept[1].pull_request == 3);
}

BOOST_AUTO_TEST_CASE(a_pull_request_is_reverted_by_its_number) {
  auto entries = std::vector{made("b", "r", {"#12", "feat: a"}), made("1", "Merge pull request"), made("2", "z")};
  entries[1].pull_request = 12;

  BOOST_TEST(left(entries) == "z");
}

BOOST_AUTO_TEST_CASE(a_revert_of_something_older_stays) {
  BOOST_TEST(left({made("b", "r", {"aaaaaaa"}), made("c", "c")}) == "r c");
  BOOST_TEST(left({made("b", "r", {"x"}), made("c", "c")}) == "r c");
}

BOOST_AUTO_TEST_CASE(nothing_reverts_what_is_younger) {
  BOOST_TEST(left({made("aaaaaaa", "x"), made("b", "r", {"aaaaaaa"}), made("c", "s", {"x"})}) == "x r s");
}

BOOST_AUTO_TEST_CASE(a_revert_of_a_revert_brings_the_first_back) {
  BOOST_TEST(left({made("ccccccc", "again", {"bbbbbbb"}), made("bbbbbbb", "r", {"aaaaaaa"}), made("aaaaaaa", "a")}) ==
             "a");
}

BOOST_AUTO_TEST_CASE(three_reverts_take_it_back) {
  BOOST_TEST(left({made("ddddddd", "d", {"ccccccc"}), made("ccccccc", "c", {"bbbbbbb"}),
                   made("bbbbbbb", "b", {"aaaaaaa"}), made("aaaaaaa", "a")}) == "");
}

BOOST_AUTO_TEST_CASE(a_revert_of_several_stays_when_one_is_older) {
  BOOST_TEST(left({made("b", "r", {"aaaaaaa", "eeeeeee"}), made("aaaaaaa", "a")}) == "r");
}

BOOST_AUTO_TEST_CASE(a_reverted_merge_goes_with_what_it_brought) {
  auto entries = std::vector{made("b", "r", {"aaaaaaa"}), made("aaaaaaa", "merge"), made("1111111", "topic"),
                             made("2222222", "main"), made("3333333", "base")};
  entries[1].parents = {entries[3].sha, entries[2].sha};
  entries[2].parents = {entries[4].sha};
  entries[3].parents = {entries[4].sha};

  BOOST_TEST(left(entries) == "main base");
}

BOOST_AUTO_TEST_SUITE_END()
