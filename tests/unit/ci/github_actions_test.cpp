#include "github_actions_support.hpp"

#include "base/json.hpp"
#include "ci/verdict.hpp"

using namespace ra::test;
using namespace std::chrono_literals;
using ra::Errc;
using ra::ci::PipelineState;

namespace {

constexpr const char* workflow_path = "/api/v3/repos/acme/gateway/actions/workflows/release.yml";
constexpr const char* active = R"({"id":7,"name":"Release","path":".github/workflows/release.yml","state":"active"})";

ra::http::Response file(const std::string& base64) {
  return json_answer(200, R"({"type":"file","encoding":"base64","content":")" + base64 + R"("})");
}

ra::http::Response missing() { return json_answer(404, R"({"message":"Not Found"})"); }

ra::http::Response started() {
  return json_answer(200, R"({"workflow_run_id":77,"run_url":"https://ghe.example/api/v3/x",)"
                          R"("html_url":"https://ghe.example/acme/gateway/actions/runs/77"})");
}

ra::http::Response run(const ARun& of) { return json_answer(200, to_json(of)); }

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

ra::ci::Verdict::Kind judged(ActionsBench& b, const ARun& of) {
  b.get("/actions/runs/77", run(of));
  const auto seen = b.observe().value();
  return ra::ci::judge(seen, {}, ra::Duration{0}, b.clock.wall()).kind;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(github_actions)

BOOST_AUTO_TEST_SUITE(checking_a_workflow)

BOOST_AUTO_TEST_CASE(an_active_workflow_with_the_trigger_on_the_branch_is_fine) {
  ActionsBench b;
  b.get(workflow_path, json_answer(200, active));
  b.get("/repos/acme/gateway/contents/.github%2Fworkflows%2Frelease.yml?ref=3.16.x",
        file("b246CiAgd29ya2Zsb3dfZGlz\\ncGF0Y2g6Cg==\\n"));

  BOOST_TEST(b.check().has_value());
  BOOST_TEST(b.client.done());
}

BOOST_AUTO_TEST_CASE(a_workflow_without_the_trigger_says_what_to_add) {
  ActionsBench b;
  b.get(workflow_path, json_answer(200, active));
  b.get("/contents/", file("b246IHB1c2gK"));  // on: push

  const auto result = b.check();

  BOOST_REQUIRE(result.has_error());
  BOOST_TEST((result.error().code == Errc::config));
  BOOST_TEST(result.error().message ==
             "workflow release.yml of acme/gateway cannot be started: .github/workflows/release.yml on 3.16.x has no "
             "workflow_dispatch trigger");
}

BOOST_AUTO_TEST_CASE(a_trigger_in_a_comment_is_none) {
  ActionsBench b;
  b.get(workflow_path, json_answer(200, active));
  b.get("/contents/", file("b246IHB1c2ggIyB3b3JrZmxvd19kaXNwYXRjaAo="));  // on: push # workflow_dispatch

  BOOST_TEST((b.check().error().code == Errc::config));
}

BOOST_AUTO_TEST_CASE(a_file_that_may_not_be_read_leaves_the_trigger_unchecked) {
  ActionsBench b;
  b.get(workflow_path, json_answer(200, active));
  b.get("/contents/", json_answer(403, R"({"message":"Resource not accessible by integration"})"));

  BOOST_TEST(b.check().has_value());
}

BOOST_AUTO_TEST_CASE(a_file_that_is_missing_on_the_branch_alone_is_not_found) {
  ActionsBench b;
  b.get(workflow_path, json_answer(200, active));
  b.get("?ref=3.16.x", missing());
  b.get("/contents/", file("b246IHB1c2gK"));

  const auto result = b.check();

  BOOST_REQUIRE(result.has_error());
  BOOST_TEST((result.error().code == Errc::not_found));
  BOOST_TEST(result.error().message == "acme/gateway has no .github/workflows/release.yml on branch 3.16.x");
}

BOOST_AUTO_TEST_CASE(a_file_that_is_nowhere_to_be_read_leaves_the_trigger_unchecked) {
  ActionsBench b;
  b.get(workflow_path, json_answer(200, active));
  b.get("?ref=3.16.x", missing());
  b.get("/contents/", missing());

  BOOST_TEST(b.check().has_value());
}

BOOST_AUTO_TEST_CASE(a_disabled_workflow_says_how_to_enable_it) {
  for (const char* state : {"disabled_manually", "disabled_inactivity", "disabled_fork", "disabled_by_the_moon"})
    BOOST_TEST_CONTEXT(state) {
      ActionsBench b;
      b.get(workflow_path, json_answer(200, std::string{R"({"path":"x","state":")"} + state + "\"}"));

      const auto result = b.check();

      BOOST_REQUIRE(result.has_error());
      BOOST_TEST((result.error().code == Errc::config));
      BOOST_TEST(mentions(result.error().hint, "Enable workflow"));
    }
}

BOOST_AUTO_TEST_CASE(a_deleted_workflow_is_not_found) {
  ActionsBench b;
  b.get(workflow_path, json_answer(200, R"({"path":"x","state":"deleted"})"));

  BOOST_TEST((b.check().error().code == Errc::not_found));
}

BOOST_AUTO_TEST_CASE(a_repository_without_the_workflow_is_told_from_one_that_is_not_there) {
  ActionsBench there;
  there.get(workflow_path, missing());
  there.get("/repos/acme/gateway", json_answer(200, R"({"default_branch":"master"})"));
  ActionsBench absent;
  absent.get(workflow_path, missing());
  absent.get("/repos/acme/gateway", missing());

  const auto no_workflow = there.check();
  const auto no_repository = absent.check();

  BOOST_REQUIRE(no_workflow.has_error());
  BOOST_TEST((no_workflow.error().code == Errc::not_found));
  BOOST_TEST(no_workflow.error().message == "acme/gateway has no workflow release.yml");
  BOOST_TEST(mentions(no_workflow.error().hint, "master"));
  BOOST_REQUIRE(no_repository.has_error());
  BOOST_TEST((no_repository.error().code == Errc::not_found));
  BOOST_TEST(mentions(no_repository.error().message, "the token may not see it"));
}

BOOST_AUTO_TEST_CASE(a_token_that_may_not_says_what_it_needs) {
  ActionsBench b;
  b.get(workflow_path, json_answer(403, R"({"message":"Resource not accessible by integration"})"));

  const auto result = b.check();

  BOOST_REQUIRE(result.has_error());
  BOOST_TEST((result.error().code == Errc::unauthorized));
  BOOST_TEST(mentions(result.error().hint, "actions: write"));
}

BOOST_AUTO_TEST_CASE(what_is_no_repository_and_no_workflow_is_never_asked_for) {
  for (const char* project : {"", "gateway", "gh/acme/gateway", "acme/", "../x", "acme/.."})
    BOOST_TEST_CONTEXT(project) {
      ActionsBench b;
      auto job = ActionsBench::job();
      job.project = project;
      BOOST_TEST((b.check(job).error().code == Errc::config));
      BOOST_TEST(b.client.requests().empty());
    }
  for (const char* definition : {"release", ".yml", "a/b.yml", "../x.yml", "x.yml?a", "2338d0ae-5541-4bbf"})
    BOOST_TEST_CONTEXT(definition) {
      ActionsBench b;
      auto job = ActionsBench::job();
      job.definition = definition;
      BOOST_TEST((b.trigger(job).error().code == Errc::config));
      BOOST_TEST(b.client.requests().empty());
    }
}

BOOST_AUTO_TEST_CASE(a_workflow_may_be_named_by_file_or_id) {
  for (const char* definition : {"publish.yaml", "161335"}) BOOST_TEST_CONTEXT(definition) {
      ActionsBench b;
      auto job = ActionsBench::job();
      job.definition = definition;
      b.get(std::string{"/actions/workflows/"} + definition, json_answer(200, active));
      b.get("/contents/", json_answer(403, "{}"));
      BOOST_TEST(b.check(job).has_value());
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(starting_a_run)

BOOST_AUTO_TEST_CASE(a_dispatch_sends_branch_and_inputs_as_texts_and_gives_the_run) {
  ActionsBench b;
  a_dispatch_answers(b, started());
  b.get("/repos/acme/gateway/actions/runs/77", run({.number = 126, .status = "queued", .conclusion = ""}));

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
  for (int i = 0; i < 3; ++i) b.get("/actions/runs/77", missing());

  const auto ref = b.trigger();

  BOOST_REQUIRE(ref.has_value());
  BOOST_TEST(ref->id == "77");
  BOOST_TEST(ref->http_link == "https://ghe.example/acme/gateway/actions/runs/77");
  BOOST_TEST(!ref->created_at.empty());
}

BOOST_AUTO_TEST_CASE(once_the_server_names_runs_the_newest_one_is_not_asked_for) {
  ActionsBench b;
  a_dispatch_answers(b, started());
  b.get("/actions/runs/77", run({}));
  b.post("/dispatches", started());
  b.get("/actions/runs/77", run({}));
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
    b.get("/actions/runs/77", run({}));
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
  ActionsBench b;
  a_dispatch_answers(b, json_answer(422, R"({"message":"Unexpected inputs provided: [\"dry_run\"]"})"));

  const auto result = b.trigger();

  BOOST_REQUIRE(result.has_error());
  BOOST_TEST((result.error().code == Errc::config));
  BOOST_TEST(result.error().message ==
             R"(release.yml of acme/gateway: GitHub refused to start it: Unexpected inputs provided: ["dry_run"])");
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
  ActionsBench b;
  a_dispatch_answers(b,
                     json_answer(403, R"({"message":"Cannot trigger a 'workflow_dispatch' on a disabled workflow"})"));

  BOOST_TEST((b.trigger().error().code == Errc::config));
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
  b.get("/actions/runs/77", run({}));

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

BOOST_AUTO_TEST_SUITE(observing_a_run)

BOOST_AUTO_TEST_CASE(a_run_is_a_pipeline_of_one_workflow_with_its_commit) {
  ActionsBench b;
  b.get("/repos/acme/gateway/actions/runs/77", run({}));

  const auto seen = b.observe();

  BOOST_REQUIRE(seen.has_value());
  BOOST_TEST((seen->state == PipelineState::created));
  BOOST_TEST(seen->revision == "0fa8b13");
  BOOST_REQUIRE(seen->workflows.size() == 1U);
  BOOST_TEST(seen->workflows[0].name == "Release");
  BOOST_TEST(seen->workflows[0].status == "success");
  BOOST_TEST(seen->workflows[0].stopped_at == "2026-01-14T10:09:00Z");
}

BOOST_AUTO_TEST_CASE(a_run_that_is_not_there_is_not_found) {
  ActionsBench b;
  b.get("/actions/runs/77", missing());

  BOOST_TEST((b.observe().error().code == Errc::not_found));
}

BOOST_AUTO_TEST_CASE(a_run_that_was_run_again_is_judged_by_its_newest_attempt) {
  ActionsBench b;
  for (int i = 0; i < 2; ++i) {
    b.get("/actions/runs/77?", run({.attempt = 2}));
    if (i == 0) b.get("/actions/runs/77/attempts/1?", run({.conclusion = "failure"}));  // read once: it stays as it is
  }

  b.observe().value();
  const auto seen = b.observe().value();

  BOOST_REQUIRE(seen.workflows.size() == 2U);
  BOOST_TEST(seen.workflows[0].status == "failed");
  BOOST_TEST(seen.workflows[1].status == "success");
  BOOST_TEST(seen.workflows[1].id == "75/attempts/2");
  const auto verdict = ra::ci::judge(seen, {}, ra::Duration{0}, b.clock.wall());
  BOOST_TEST((verdict.kind == ra::ci::Verdict::Kind::passed));
  BOOST_TEST(verdict.retried);
}

BOOST_AUTO_TEST_CASE(a_second_attempt_that_runs_makes_a_failed_run_a_running_one) {
  ActionsBench b;
  b.get("/actions/runs/77?", run({.status = "in_progress", .conclusion = "", .attempt = 2}));
  b.get("/attempts/1", missing());

  const auto verdict = ra::ci::judge(b.observe().value(), {}, ra::Duration{0}, b.clock.wall());

  BOOST_TEST((verdict.kind == ra::ci::Verdict::Kind::running));
}

BOOST_AUTO_TEST_CASE(a_file_that_cannot_be_used_is_an_error_of_the_configuration) {
  ActionsBench b;
  b.get("/actions/runs/77", run({.conclusion = "startup_failure"}));

  const auto seen = b.observe().value();

  BOOST_TEST((seen.state == PipelineState::errored));
  BOOST_TEST(seen.errors.size() == 1U);
  BOOST_TEST(mentions(ra::ci::judge(seen, {}, ra::Duration{0}, b.clock.wall()).why, "not valid on this branch"));
}

BOOST_AUTO_TEST_CASE(only_success_passes) {
  using Kind = ra::ci::Verdict::Kind;
  const auto concluded = [](const char* word) {
    ActionsBench b;
    return judged(b, {.conclusion = word});
  };
  BOOST_TEST((concluded("success") == Kind::passed));
  for (const char* word : {"failure", "neutral", "cancelled", "skipped", "timed_out", "action_required", "stale",
                           "startup_failure", "", "splendid"})
    BOOST_TEST((concluded(word) == Kind::failed), word);
}

BOOST_AUTO_TEST_CASE(what_is_not_over_is_waited_for_and_an_approval_is_a_failure_by_default) {
  using Kind = ra::ci::Verdict::Kind;
  const auto has_status = [](const char* word) {
    ActionsBench b;
    return judged(b, {.status = word, .conclusion = ""});
  };
  for (const char* word : {"queued", "in_progress", "requested", "pending", "dreaming", "success"})
    BOOST_TEST((has_status(word) == Kind::running), word);
  BOOST_TEST((has_status("waiting") == Kind::failed));
}

BOOST_AUTO_TEST_CASE(an_answer_that_lacks_what_a_run_has_is_no_state) {
  for (const char* field :
       {"\"status\"", "\"id\"", "\"run_number\"", "\"created_at\"", "\"html_url\"", "\"updated_at\""})
    BOOST_TEST_CONTEXT(field) {
      ActionsBench b;
      std::string text = to_json(ARun{});
      text.replace(text.find(field), 2, "\"_");
      b.get("/actions/runs/77", json_answer(200, text));
      BOOST_TEST((b.observe().error().code == Errc::transient));
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
