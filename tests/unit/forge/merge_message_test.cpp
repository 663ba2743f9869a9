#include "forge/merge_message.hpp"

#include <boost/test/unit_test.hpp>

using namespace ra::forge;

namespace {

Pull change() {
  Pull pull;
  pull.number = 12;
  pull.head = "feat-rate";
  pull.title = "feat: Limit the rate";
  pull.body = "Because of the storm.\n";
  return pull;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(merge_message)

BOOST_AUTO_TEST_CASE(a_merge_says_its_branch_and_below_it_the_title) {
  BOOST_TEST(ra::forge::merge_message({}, change()) == "Merge pull request #12 from feat-rate\n\nfeat: Limit the rate");
}

BOOST_AUTO_TEST_CASE(a_merge_says_what_the_settings_say) {
  MergeWays ways;
  ways.merge_has_pulls_title = true;
  ways.merge_body = MergeWays::Below::none;

  BOOST_TEST(ra::forge::merge_message(ways, change()) == "feat: Limit the rate (#12)");
}

BOOST_AUTO_TEST_CASE(a_squash_of_several_has_the_title_and_lists_them) {
  BOOST_TEST(squash_message({}, change(), {"fix: a\n\nwhy\n", "docs: b\n"}) ==
             "feat: Limit the rate (#12)\n\n* fix: a\n\nwhy\n\n* docs: b");
}

BOOST_AUTO_TEST_CASE(a_squash_of_one_says_what_that_one_says) {
  BOOST_TEST(squash_message({}, change(), {"fix: a\n\nwhy\n"}) == "fix: a (#12)\n\nwhy");
}

BOOST_AUTO_TEST_CASE(a_squash_of_one_has_the_title_where_the_settings_say_so) {
  MergeWays ways;
  ways.squash_has_pulls_title = true;
  ways.squash_body = MergeWays::Body::pull;

  BOOST_TEST(squash_message(ways, change(), {"fix: a"}) == "feat: Limit the rate (#12)\n\nBecause of the storm.");
}

BOOST_AUTO_TEST_CASE(a_squash_may_have_the_title_alone) {
  MergeWays ways;
  ways.squash_body = MergeWays::Body::none;

  BOOST_TEST(squash_message(ways, change(), {"fix: a", "feat!: b"}) == "feat: Limit the rate (#12)");
}

BOOST_AUTO_TEST_SUITE_END()
