#include "logs/stats.hpp"

#include "logs/own_records.hpp"

#include <boost/test/unit_test.hpp>

namespace {

using namespace ra;

logs::Execution execution(const std::string& run, const std::string& component, const std::string& state,
                          const std::string& begin, const std::string& end) {
  logs::Execution e;
  e.labels.run_id = run;
  e.labels.component = component;
  e.state = state;
  e.created_at = "2026-01-14T" + begin + "Z";
  e.stopped_at = "2026-01-14T" + end + "Z";
  return e;
}

BOOST_AUTO_TEST_SUITE(stats)

BOOST_AUTO_TEST_CASE(the_slowest_component_comes_first_and_what_was_done_again_is_lost) {
  const auto all = logs::stats_of({execution("1", "gateway", "failed", "10:00:00", "10:01:00"),
                                   execution("1", "gateway", "passed", "10:10:00", "10:13:00"),
                                   execution("2", "gateway", "passed", "11:00:00", "11:02:00"),
                                   execution("1", "ui", "passed", "10:00:00", "10:10:00")});
  BOOST_REQUIRE(all.size() == 2U);
  BOOST_TEST(all[0].component == "ui");
  BOOST_TEST(all[0].mean() == 600.0);
  BOOST_TEST(all[1].executions == 3U);
  BOOST_TEST(all[1].failed == 1U);
  BOOST_TEST(all[1].reruns == 1U);
  BOOST_TEST(all[1].lost == 60.0);
  BOOST_TEST(all[1].slowest == 180.0);
  BOOST_TEST(all[1].mean() == 120.0);
  BOOST_TEST(logs::to_text(all).find("gateway       3     33%        1   2m 00s") != std::string::npos,
             logs::to_text(all));
}

BOOST_AUTO_TEST_CASE(nothing_is_said_to_be_nothing) {
  BOOST_TEST(logs::stats_of({}).empty());
  BOOST_TEST(logs::to_text({}) == "no pipeline is known that fits\n");
}

BOOST_AUTO_TEST_CASE(a_time_that_is_missing_or_runs_backwards_is_no_duration) {
  BOOST_TEST(!logs::seconds_between("", "2026-01-14T10:00:00Z").has_value());
  BOOST_TEST(!logs::seconds_between("2026-01-14T10:00:01Z", "2026-01-14T10:00:00Z").has_value());
  BOOST_TEST(logs::seconds_between("2026-01-14T10:00:00Z", "2026-01-14T10:00:01.500Z").value() == 1.5);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
