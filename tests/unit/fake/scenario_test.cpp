#include "support/fake_circleci/scenario.hpp"

#include <boost/test/unit_test.hpp>

using namespace ra;
using namespace ra::test::fake;

namespace {

std::string problem(const std::string& text) {
  const auto parsed = parse_scenario(text);
  return parsed ? "" : parsed.error().message;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(fake_scenario)

BOOST_AUTO_TEST_CASE(comments_and_trailing_commas_are_allowed) {
  BOOST_TEST(problem("{\"token\": \"t\", // mine\n \"set_up\": \"all\",}").empty());
}

BOOST_AUTO_TEST_CASE(broken_json_is_reported_with_its_place) {
  BOOST_TEST(problem("{\n \"token\": }").starts_with("scenario:2:"));
}

BOOST_AUTO_TEST_CASE(a_token_is_needed) { BOOST_TEST(problem("{}") == "scenario.token: needed"); }

BOOST_AUTO_TEST_CASE(an_unknown_key_is_an_error_that_names_its_place) {
  BOOST_TEST(problem(R"({"token": "t", "defaults": {"pipelines": [{"workflow": []}]}})") ==
             "scenario.defaults.pipelines[0].workflow: unknown key");
}

BOOST_AUTO_TEST_CASE(a_value_of_the_wrong_kind_is_an_error) {
  BOOST_TEST(problem(R"({"token": "t", "page_size": "2"})") == "scenario.page_size: of the wrong kind");
}

BOOST_AUTO_TEST_CASE(a_negative_duration_is_an_error) {
  BOOST_TEST(!problem(R"({"token": "t", "defaults": {"pipelines": [{"pending_ms": -1}]}})").empty());
}

BOOST_AUTO_TEST_CASE(an_unknown_job_outcome_is_an_error) {
  const std::string text = R"({"token": "t", "defaults": {"pipelines": [{"workflows": [
      {"jobs": [{"outcome": "broken"}]}]}]}})";

  BOOST_TEST(problem(text).find("'broken' is not one of its values") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(an_unknown_fault_is_an_error) {
  BOOST_TEST(!problem(R"({"token": "t", "faults": {"rate": {"501": 0.1}}})").empty());
  BOOST_TEST(!problem(R"({"token": "t", "faults": {"at": [{"request": 1, "fault": "explode"}]}})").empty());
}

BOOST_AUTO_TEST_CASE(fault_rates_of_more_than_one_in_all_are_an_error) {
  BOOST_TEST(!problem(R"({"token": "t", "faults": {"rate": {"500": 0.6, "429": 0.5}}})").empty());
  BOOST_TEST(problem(R"({"token": "t", "faults": {"rate": {"500": 0.5, "429": 0.5}}})").empty());
}

BOOST_AUTO_TEST_CASE(a_broken_regular_expression_is_an_error) {
  BOOST_TEST(!problem(R"({"token": "t", "faults": {"only": "("}})").empty());
}

BOOST_AUTO_TEST_CASE(a_kill_takes_one_number_or_a_list) {
  const auto one = parse_scenario(R"({"token": "t", "kill": {"pid_file": "/p", "request": 3}})");
  const auto list = parse_scenario(R"({"token": "t", "kill": {"pid_file": "/p", "request": [3, 9], "when": "after"}})");

  BOOST_TEST(one->kill->requests == std::vector<std::size_t>{3});
  BOOST_TEST(!one->kill->after);
  BOOST_TEST((list->kill->requests == std::vector<std::size_t>{3, 9}));
  BOOST_TEST(list->kill->after);
}

BOOST_AUTO_TEST_CASE(a_kill_without_a_pid_file_or_a_number_or_at_another_time_is_an_error) {
  BOOST_TEST(problem(R"({"token": "t", "kill": {"request": 3}})") == "scenario.kill.pid_file: needed");
  BOOST_TEST(problem(R"({"token": "t", "kill": {"pid_file": "/p"}})") == "scenario.kill.request: needed");
  BOOST_TEST(!problem(R"({"token": "t", "kill": {"pid_file": "/p", "request": 0}})").empty());
  BOOST_TEST(!problem(R"({"token": "t", "kill": {"pid_file": "/p", "request": 1, "when": "during"}})").empty());
}

BOOST_AUTO_TEST_CASE(a_project_has_what_the_defaults_have_and_it_does_not_say) {
  const auto scenario = parse_scenario(R"({"token": "t",
      "defaults": {"declared_parameters": ["a"], "first_number": 7},
      "projects": {"gh/o/r": {"first_number": 9}}, "set_up": ["gh/o/s"]})");

  BOOST_TEST(scenario->projects.at("gh/o/r").declared.value() == std::vector<std::string>{"a"});
  BOOST_TEST(scenario->projects.at("gh/o/r").first_number == 9);
  BOOST_TEST(scenario->projects.at("gh/o/s").first_number == 7);
}

BOOST_AUTO_TEST_CASE(speed_makes_durations_shorter) {
  const auto scenario = parse_scenario(R"({"token": "t", "defaults": {"pipelines": [{"pending_ms": 1000}]}})", 4);

  BOOST_TEST(scenario->defaults.pipelines[0].pending.count() == 250);
}

BOOST_AUTO_TEST_SUITE_END()
