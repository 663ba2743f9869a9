#include "github_actions_support.hpp"

#include "ci/github_actions_trigger.hpp"

using namespace ra::test;
using namespace std::chrono_literals;
using ra::Errc;

BOOST_AUTO_TEST_SUITE(github_actions)

BOOST_AUTO_TEST_SUITE(finding_a_run)

BOOST_AUTO_TEST_CASE(it_is_the_oldest_of_ours_that_is_newer_and_not_known) {
  ActionsBench b;
  b.we_are("Release-Bot");
  b.runs(to_json({.number = 9}) + "," + to_json({.number = 8}) + "," + to_json({.number = 7}) + "," +
         to_json({.number = 6, .actor = "somebody"}) + "," + to_json({.number = 5, .branch = "master"}) + "," +
         to_json({.number = 4, .event = "push"}) + "," + to_json({.number = 3}));

  const auto found = b.find(3, {"77"});

  BOOST_REQUIRE(found.has_value());
  BOOST_REQUIRE(found->has_value());
  BOOST_TEST((*found)->number == 8);
  BOOST_TEST((*found)->id == "78");
}

BOOST_AUTO_TEST_CASE(it_is_looked_for_a_few_times_since_lists_lag_behind) {
  ActionsBench b;
  b.we_are("release-bot");
  for (int i = 0; i < 3; ++i) b.runs("");

  const auto found = b.find(3);

  BOOST_REQUIRE(found.has_value());
  BOOST_TEST(!found->has_value());
  BOOST_TEST((b.clock.slept_in_all() == 6s));
}

BOOST_AUTO_TEST_CASE(without_knowing_our_own_account_nothing_is_taken) {
  ActionsBench b;
  b.post("/api/graphql", json_answer(200, R"({"errors":[{"type":"FORBIDDEN","message":"no"}]})"));

  const auto found = b.find(3);

  BOOST_REQUIRE(found.has_error());
  BOOST_TEST((found.error().code == Errc::unauthorized));
}

BOOST_AUTO_TEST_CASE(an_account_without_a_name_is_not_ours) {
  ActionsBench b;
  b.we_are("");

  BOOST_TEST((b.find(3).error().code == Errc::transient));
  BOOST_TEST(b.client.done());
}

BOOST_AUTO_TEST_CASE(a_branch_is_encoded_in_the_question) {
  ActionsBench b;
  auto job = ActionsBench::job();
  job.branch = "dry/3.16&x=1#+";
  b.we_are("release-bot");
  b.runs(to_json({.number = 9, .branch = job.branch}));

  BOOST_TEST(b.find(3, {}, job).value()->number == 9);
  BOOST_TEST(mentions(b.client.requests().back().url, "&branch=dry%2F3.16%26x%3D1%23%2B&"));
}

BOOST_AUTO_TEST_CASE(later_pages_are_read_until_an_older_run_comes) {
  ActionsBench b;
  b.we_are("release-bot");
  b.get("/runs?", with_header(json_answer(200, R"({"workflow_runs":[)" + to_json({.number = 9}) + "]}"), "Link",
                              R"(<https://ghe.example/api/v3/repositories/7/runs?page=2>; rel="next")"));
  b.get("/repositories/7/runs?page=2",
        with_header(
            json_answer(200, R"({"workflow_runs":[)" + to_json({.number = 8}) + "," + to_json({.number = 3}) + "]}"),
            "Link", R"(<https://ghe.example/api/v3/repositories/7/runs?page=3>; rel="next")"));

  BOOST_TEST(b.find(3).value()->number == 8);
  BOOST_TEST(b.client.done());
}

BOOST_AUTO_TEST_CASE(where_titles_show_an_input_only_those_that_show_its_value_are_ours) {
  ActionsBench b{"release"};
  auto job = ActionsBench::job();
  job.parameters.emplace_back("release", std::string{"apim-3.16.1"});
  b.we_are("release-bot");
  b.runs(to_json({.number = 9, .title = "Release (apim-3.16.1)"}) + "," +
         to_json({.number = 8, .title = "apim-3.16.10"}) + "," +
         to_json({.number = 7, .title = "Release of am-3.16.1"}));

  BOOST_TEST(b.find(3, {}, job).value()->number == 9);
}

BOOST_AUTO_TEST_CASE(a_title_shows_a_value_as_a_word_of_its_own) {
  using ra::ci::github_actions::shows;
  for (const char* title : {"3.1.6", "Release (3.1.6)", "3.1.6, dry", "am@3.1.6", "3.1.60 and 3.1.6", "x3.1.6 3.1.6"})
    BOOST_TEST(shows(title, "3.1.6"), title);
  for (const char* title :
       {"", "3.1", "3.1.68", "13.1.6", "v3.1.6", "3.1.6.1", "2.3.1.6", "3.1.6-rc", "am-3.1.6", "3.1.6_1", "am_3.1.6"})
    BOOST_TEST(!shows(title, "3.1.6"), title);
  BOOST_TEST(shows("xa b a b a", "a b a"));
  BOOST_TEST(!shows("anything", ""));
}

BOOST_AUTO_TEST_CASE(an_input_for_titles_that_is_no_parameter_is_a_mistake_found_before_any_request) {
  ActionsBench b{"release"};

  BOOST_TEST((b.check().error().code == Errc::config));
  BOOST_TEST((b.trigger().error().code == Errc::config));
  BOOST_TEST(b.client.requests().empty());
}

BOOST_AUTO_TEST_CASE(the_newest_number_is_that_of_any_run_of_the_workflow) {
  ActionsBench b;
  b.runs(to_json({.number = 12, .event = "push"}) + "," + to_json({.number = 11}));
  ActionsBench none;
  none.runs("");

  BOOST_TEST(b.newest_number().value() == 12);
  BOOST_TEST(none.newest_number().value() == 0);
}

BOOST_AUTO_TEST_CASE(an_answer_without_runs_or_numbers_is_an_error_and_not_zero) {
  ActionsBench no_list;
  no_list.get("/runs?", json_answer(200, R"({"message":"hm"})"));
  ActionsBench no_number;
  no_number.runs(R"({"id":1,"status":"queued","created_at":"2026-01-14T10:00:00Z","html_url":"https://x"})");

  BOOST_TEST((no_list.newest_number().error().code == Errc::transient));
  BOOST_TEST((no_number.newest_number().error().code == Errc::transient));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
