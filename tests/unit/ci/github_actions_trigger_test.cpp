#include "github_actions_support.hpp"

using namespace ra::test;
using namespace std::chrono_literals;
using ra::Errc;

namespace {

ra::http::Response started() {
  return json_answer(200, R"({"workflow_run_id":77,"run_url":"https://ghe.example/api/v3/x",)"
                          R"("html_url":"https://ghe.example/acme/gateway/actions/runs/77"})");
}

// The newest number is asked for once before the first dispatch, and the details of the run after it.
void a_dispatch_answers(ActionsBench& b, ra::http::Response answer) {
  b.runs("");
  b.post("/dispatches", std::move(answer));
}

ra::ci::Job with_inputs(int count) {
  ra::ci::Job job = ActionsBench::job();
  job.parameters.clear();
  for (int i = 0; i < count; ++i) job.parameters.emplace_back("input" + std::to_string(i), true);
  return job;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(github_actions)

BOOST_AUTO_TEST_SUITE(starting_a_run)

BOOST_AUTO_TEST_CASE(a_dispatch_sends_branch_and_inputs_as_texts_and_gives_the_run) {
  ActionsBench b;
  a_dispatch_answers(b, started());
  b.get("/repos/acme/gateway/actions/runs/77", answer_of({.number = 126, .status = "queued", .conclusion = ""}));

  const auto ref = b.trigger();

  BOOST_REQUIRE(ref.has_value());
  BOOST_TEST(ref->number == 126);
  BOOST_TEST(ref->created_at == "2026-01-14T10:00:00Z");
  BOOST_TEST(mentions(ref->http_link, "/actions/runs/"));
  BOOST_TEST(b.request(1).url == std::string{"https://ghe.example"} + workflow_path + "/dispatches");
  BOOST_TEST(
      b.request(1).body ==
      R"({"ref":"3.16.x","inputs":{"gio_action":"release","dry_run":"true","retries":"3"},"return_run_details":true})");
}

BOOST_AUTO_TEST_CASE(a_run_that_cannot_be_read_yet_was_started_all_the_same) {
  ActionsBench b;
  a_dispatch_answers(b, started());
  for (int i = 0; i < 3; ++i) b.get("/actions/runs/77", not_found());

  const auto ref = b.trigger();

  BOOST_REQUIRE(ref.has_value());
  BOOST_TEST(ref->id == "77");
  BOOST_TEST(ref->http_link == "https://ghe.example/acme/gateway/actions/runs/77");
  BOOST_TEST(!ref->created_at.empty());
}

BOOST_AUTO_TEST_CASE(details_that_are_refused_are_not_asked_for_again) {
  ActionsBench b;
  a_dispatch_answers(b, started());
  b.get("/actions/runs/77", json_answer(403, "{}"));

  BOOST_TEST(b.trigger()->id == "77");
  BOOST_TEST(b.client.done());
  BOOST_TEST(b.clock.slept().empty());
}

BOOST_AUTO_TEST_CASE(once_the_server_names_runs_the_newest_one_is_not_asked_for) {
  ActionsBench b;
  a_dispatch_answers(b, started());
  b.get("/actions/runs/77", answer_of({}));
  b.post("/dispatches", started());
  b.get("/actions/runs/77", answer_of({}));
  auto other = ActionsBench::job();
  other.project = "acme/other";

  BOOST_TEST(b.trigger().has_value());
  BOOST_TEST(b.trigger(other).has_value());
  BOOST_TEST(b.client.done());
}

BOOST_AUTO_TEST_CASE(twenty_five_inputs_are_sent_and_one_more_is_refused_before_any_request) {
  for (const int count : {24, 25}) {
    ActionsBench b;
    a_dispatch_answers(b, started());
    b.get("/actions/runs/77", answer_of({}));
    BOOST_TEST(b.trigger(with_inputs(count)).has_value());
  }
  ActionsBench b;

  const auto refused = b.trigger(with_inputs(26));
  const auto checked = b.check(with_inputs(26));

  BOOST_REQUIRE(refused.has_error());
  BOOST_TEST((refused.error().code == Errc::config));
  BOOST_TEST(refused.error().message == "26 inputs of a workflow; GitHub takes at most 25");
  BOOST_TEST((checked.error().code == Errc::config));
  BOOST_TEST(b.client.requests().empty());
}

BOOST_AUTO_TEST_CASE(an_input_that_is_not_declared_is_a_mistake_in_the_configuration) {
  for (const int status : {400, 422}) {
    ActionsBench b;
    a_dispatch_answers(b, json_answer(status, R"({"message":"Unexpected inputs provided: [\"dry_run\"]"})"));

    const auto result = b.trigger();

    BOOST_REQUIRE(result.has_error());
    BOOST_TEST((result.error().code == Errc::config));
    BOOST_TEST(result.error().message ==
               R"(release.yml of acme/gateway: GitHub refused to start it: Unexpected inputs provided: ["dry_run"])");
  }
}

BOOST_AUTO_TEST_CASE(the_reasons_of_a_refusal_stand_in_it_once) {
  const auto said = [](const char* body) {
    ActionsBench b;
    a_dispatch_answers(b, json_answer(422, body));
    return b.trigger().error().message.substr(std::string{"release.yml of acme/gateway: "}.size());
  };
  BOOST_TEST(said(R"({"message":"Validation Failed","errors":["no ref"]})") ==
             "GitHub refused to start it: Validation Failed (no ref)");
  BOOST_TEST(said(R"({"message":"No ref found: no ref","errors":["no ref"]})") ==
             "GitHub refused to start it: No ref found: no ref");
  BOOST_TEST(said(R"({"errors":["no ref"]})") == "GitHub refused to start it: no ref");
  BOOST_TEST(said("{}") == "GitHub refused to start it: it answered 422");
}

BOOST_AUTO_TEST_CASE(a_workflow_that_is_gone_since_the_check_was_not_started) {
  for (const int status : {301, 404}) {
    ActionsBench b;
    a_dispatch_answers(b, json_answer(status, "{}"));

    const auto result = b.trigger();

    BOOST_REQUIRE(result.has_error());
    BOOST_TEST((result.error().code != Errc::uncertain));
    if (status == 404) BOOST_TEST(mentions(result.error().message, "the token may not see it"));
    if (status == 404) BOOST_TEST(mentions(result.error().hint, "OWNER/REPO"));
  }
}

BOOST_AUTO_TEST_CASE(a_token_that_may_not_start_it_says_what_it_needs) {
  ActionsBench b;
  a_dispatch_answers(b, json_answer(403, R"({"message":"Resource not accessible by personal access token"})"));

  const auto result = b.trigger();

  BOOST_REQUIRE(result.has_error());
  BOOST_TEST((result.error().code == Errc::unauthorized));
  BOOST_TEST(mentions(result.error().hint, "actions: write"));
}

BOOST_AUTO_TEST_CASE(a_workflow_that_was_disabled_since_the_check_is_a_mistake_in_the_configuration) {
  for (const char* message : {"Cannot trigger a 'workflow_dispatch' on a disabled workflow", "Disabled workflow"}) {
    ActionsBench b;
    a_dispatch_answers(b, json_answer(403, std::string{R"({"message":")"} + message + "\"}"));

    BOOST_TEST((b.trigger().error().code == Errc::config), message);
  }
}

BOOST_AUTO_TEST_CASE(a_lost_answer_is_uncertain_and_never_sent_again) {
  const ra::http::Response cut = json_answer(200, R"({"workflow_run_id":7)");
  const ra::http::Response nameless = json_answer(200, "{}");
  for (const auto& answer : {json_answer(502, "<html>"), json_answer(500, "{}"), cut, nameless}) {
    ActionsBench b;
    a_dispatch_answers(b, answer);

    const auto result = b.trigger();

    BOOST_REQUIRE(result.has_error());
    BOOST_TEST((result.error().code == Errc::uncertain), result.error().message);
    BOOST_TEST(b.client.requests().size() == 2U);
  }
  ActionsBench b;
  b.runs("");
  b.client.expect(ra::http::Method::post, "/dispatches", ra::error(Errc::uncertain, "connection reset"));
  BOOST_TEST((b.trigger().error().code == Errc::uncertain));
}

BOOST_AUTO_TEST_CASE(a_rate_limit_is_waited_for_before_the_dispatch_is_made) {
  ActionsBench b;
  b.runs("");
  b.post("/dispatches", with_header(json_answer(403, R"({"message":"secondary rate limit"})"), "Retry-After", "7"));
  b.post("/dispatches", started());
  b.get("/actions/runs/77", answer_of({}));

  BOOST_TEST(b.trigger().has_value());
  BOOST_TEST((b.clock.slept_in_all() >= 7s));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(servers_that_do_not_name_the_run)

BOOST_AUTO_TEST_CASE(the_run_is_looked_for_until_it_shows_up) {
  ActionsBench b;
  b.runs(to_json({.number = 4}));
  b.post("/dispatches", answer(204));
  b.we_are("release-bot");
  b.runs(to_json({.number = 4}));
  b.runs(to_json({.number = 5}) + "," + to_json({.number = 4}));

  const auto ref = b.trigger();

  BOOST_REQUIRE(ref.has_value());
  BOOST_TEST(ref->number == 5);
  BOOST_TEST(mentions(b.request(3).url, "event=workflow_dispatch&branch=3.16.x"));
  BOOST_TEST((b.clock.slept_in_all() == 1s));
}

BOOST_AUTO_TEST_CASE(two_dispatches_do_not_get_the_same_run) {
  ActionsBench b;
  b.runs("");
  b.post("/dispatches", answer(204));
  b.we_are("release-bot");
  b.runs(to_json({.number = 1}));
  b.post("/dispatches", answer(204));
  b.runs(to_json({.number = 2}) + "," + to_json({.number = 1}));

  BOOST_TEST(b.trigger()->number == 1);
  BOOST_TEST(b.trigger()->number == 2);
}

BOOST_AUTO_TEST_CASE(a_run_that_was_named_once_is_not_taken_later) {
  ActionsBench b;
  a_dispatch_answers(b, started());
  b.get("/actions/runs/77", answer_of({.number = 7}));
  b.post("/dispatches", answer(204));
  b.we_are("release-bot");
  b.runs(to_json({.number = 8}) + "," + to_json({.number = 7}));

  BOOST_TEST(b.trigger()->number == 7);
  BOOST_TEST(b.trigger()->number == 8);
}

BOOST_AUTO_TEST_CASE(a_run_of_somebody_else_is_not_taken_and_ours_stays_uncertain) {
  ActionsBench b;
  b.runs("");
  b.post("/dispatches", answer(204));
  b.we_are("release-bot");
  for (int i = 0; i < 6; ++i) b.runs(to_json({.number = 5, .actor = "somebody"}));

  const auto result = b.trigger();

  BOOST_REQUIRE(result.has_error());
  BOOST_TEST((result.error().code == Errc::uncertain));
  BOOST_TEST(b.client.done());
}

BOOST_AUTO_TEST_CASE(what_goes_wrong_after_the_dispatch_leaves_it_uncertain) {
  ActionsBench b;
  b.runs("");
  b.post("/dispatches", answer(204));
  b.post("/api/graphql", json_answer(200, R"({"errors":[{"type":"FORBIDDEN","message":"no"}]})"));

  BOOST_TEST((b.trigger().error().code == Errc::uncertain));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
