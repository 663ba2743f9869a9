#include "testbed/outcome.hpp"

#include "unit/cli/schema.hpp"

#include <boost/test/unit_test.hpp>

using namespace ra::testbed;

BOOST_AUTO_TEST_SUITE(outcomes)

BOOST_AUTO_TEST_CASE(the_table_stands_below_the_differences_and_is_counted) {
  const Outcome changed{.repository = "https://host/lab/a",
                        .branch = "master",
                        .state = "changed",
                        .note = "0123456789ab",
                        .diff = "+x\n"};
  const auto failed =
      outcome_of(ra::error(ra::Errc::not_found, "it has no\nbranch 3.1.x"), "https://host/lab/bcd", "3.1.x");
  BOOST_TEST(outcomes_text({changed, failed}) ==
             "https://host/lab/a master\n+x\n\n"
             "https://host/lab/a    master  changed    0123456789ab\n"
             "https://host/lab/bcd  3.1.x   failed     it has no branch 3.1.x\n"
             "1 changed, 1 failed\n");
  BOOST_TEST(outcomes_text({}) == "nothing\n");
}

BOOST_AUTO_TEST_CASE(json_names_the_action_and_what_went_wrong) {
  const auto failed = outcome_of(ra::error(ra::Errc::not_found, "gone"), "https://host/lab/b");
  BOOST_TEST(ra::json::dump(to_json("backup", {failed})) ==
             R"({"schema":"release-action/testbed/1","action":"backup","repositories":[)"
             R"({"repository":"https://host/lab/b","branch":"","state":"failed","note":"gone","diff":""}]})");
  BOOST_TEST(ra::test::accepted_by(RA_SCHEMA, ra::json::dump(to_json("backup", {failed}))));
  BOOST_TEST(!ra::test::accepted_by(RA_SCHEMA, ra::json::dump(to_json("destroy", {failed}))));
}

BOOST_AUTO_TEST_SUITE_END()
