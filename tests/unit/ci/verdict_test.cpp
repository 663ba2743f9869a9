#include "ci/verdict.hpp"

#include "base/json.hpp"

#include <boost/test/unit_test.hpp>

#include <fstream>
#include <sstream>

using namespace std::chrono_literals;
using ra::ci::judge;
using ra::ci::Observation;
using ra::ci::PipelineState;
using ra::ci::Verdict;
using ra::ci::VerdictPolicy;
using ra::ci::Workflow;
using Kind = ra::ci::Verdict::Kind;

namespace ra::ci {
std::ostream& operator<<(std::ostream& out, Verdict::Kind kind) {
  return out << (kind == Verdict::Kind::running ? "running" : kind == Verdict::Kind::passed ? "passed" : "failed");
}
}  // namespace ra::ci

namespace ra::model {
std::ostream& operator<<(std::ostream& out, PipelineState state) { return out << to_string(state); }
}  // namespace ra::model

namespace {

// Seconds after noon, as the CI writes them and as the clock gives them.
std::string at(int seconds) {
  return ra::format_utc(*ra::parse_utc("2026-01-14T12:00:00Z") + std::chrono::seconds{seconds});
}
ra::WallTime clock_at(int seconds) { return *ra::parse_utc(at(seconds)); }

// The workflow `build`, made at noon; it stopped a minute later unless that is said otherwise.
Workflow workflow(std::string status, std::string stopped_at = at(60)) {
  Workflow w;
  w.id = "w-" + status;
  w.name = "build";
  w.status = std::move(status);
  w.created_at = at(0);
  w.stopped_at = std::move(stopped_at);
  return w;
}

Workflow named(std::string name, Workflow w) {
  w.name = std::move(name);
  return w;
}

Workflow made_at(int seconds, Workflow w) {
  w.created_at = at(seconds);
  return w;
}

Workflow setup(Workflow w) {
  w.setup = true;
  w.name = "setup";
  return w;
}

// The nth automatic re-run (0: the original) of at most `max`.
Workflow auto_rerun(int n, int max, Workflow w) {
  if (n > 0) w.auto_rerun_number = n;
  w.max_auto_reruns = max;
  return w;
}

Observation seen(std::vector<Workflow> workflows, PipelineState state = PipelineState::created) {
  Observation o;
  o.state = state;
  o.workflows = std::move(workflows);
  return o;
}

// Five minutes after the trigger, ten past noon.
Verdict judged(const Observation& o, const VerdictPolicy& policy = {}) { return judge(o, policy, 5min, clock_at(600)); }

bool contains(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

std::string fixture(const std::string& name) {
  std::ifstream in{std::string{RA_FIXTURES} + "/circleci-api/" + name};
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

std::vector<Workflow> workflows_of(const ra::json::Value& items) {
  std::vector<Workflow> result;
  for (const auto& item : items.items()) {
    Workflow w;
    w.id = item["id"].as_string();
    w.name = item["name"].as_string();
    w.status = item["status"].as_string();
    w.created_at = item["created_at"].as_string();
    w.stopped_at = item["stopped_at"].as_string();
    result.push_back(std::move(w));
  }
  return result;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(verdict)

BOOST_AUTO_TEST_SUITE(statuses)

BOOST_AUTO_TEST_CASE(success_passes) {
  const Verdict v = judged(seen({workflow("success")}));

  BOOST_TEST(v.kind == Kind::passed);
  BOOST_TEST(v.state == ra::model::PipelineState::passed);
  BOOST_TEST(v.why.empty());
  BOOST_TEST(!v.retried);
}

BOOST_AUTO_TEST_CASE(failed_fails) {
  const Verdict v = judged(seen({workflow("failed")}));

  BOOST_TEST(v.kind == Kind::failed);
  BOOST_TEST(v.state == ra::model::PipelineState::failed);
  BOOST_TEST(v.why == "workflow `build` failed");
}

BOOST_AUTO_TEST_CASE(error_fails_as_the_ci_s_own_fault) {
  const Verdict v = judged(seen({workflow("error")}));

  BOOST_TEST(v.kind == Kind::failed);
  BOOST_TEST(contains(v.why, "internal error of the CI"));
}

BOOST_AUTO_TEST_CASE(canceled_fails_and_is_reported_as_canceled) {
  const Verdict v = judged(seen({workflow("canceled"), named("docs", workflow("success"))}));

  BOOST_TEST(v.kind == Kind::failed);
  BOOST_TEST(v.state == ra::model::PipelineState::canceled);
  BOOST_TEST(v.why == "workflow `build` was canceled");
}

BOOST_AUTO_TEST_CASE(canceled_beside_failed_is_reported_as_failed) {
  const Verdict v = judged(seen({workflow("canceled"), named("docs", workflow("failed"))}));

  BOOST_TEST(v.state == ra::model::PipelineState::failed);
  BOOST_TEST(v.why == "workflow `build` was canceled; workflow `docs` failed");
}

BOOST_AUTO_TEST_CASE(ends_that_are_neither_success_nor_failure_fail_with_a_reason_of_their_own) {
  const auto why = [](const char* status) {
    const Verdict v = judged(seen({workflow(status)}));
    BOOST_TEST(v.kind == Kind::failed);
    BOOST_TEST(v.warning.empty());
    return v.why;
  };
  BOOST_TEST(why("timedout") == "workflow `build` ran out of time");
  BOOST_TEST(why("neutral") == "workflow `build` ended without a result");
  BOOST_TEST(why("stale") == "workflow `build` was given up by the CI");
}

BOOST_AUTO_TEST_CASE(unauthorized_fails_and_names_the_context) {
  const Verdict v = judged(seen({workflow("unauthorized")}));

  BOOST_TEST(v.kind == Kind::failed);
  BOOST_TEST(contains(v.why, "restricted context"));
}

BOOST_AUTO_TEST_CASE(failing_is_a_failure_before_it_has_stopped) {
  const Verdict v = judged(seen({workflow("failing", ""), named("docs", workflow("running", ""))}));

  BOOST_TEST(v.kind == Kind::failed);
  BOOST_TEST(v.why == "workflow `build` is failing");
}

BOOST_AUTO_TEST_CASE(on_hold_fails_by_default) {
  const Verdict v = judged(seen({workflow("on_hold", "")}));

  BOOST_TEST(v.kind == Kind::failed);
  BOOST_TEST(v.state == ra::model::PipelineState::failed);
  BOOST_TEST(contains(v.why, "needs an approval"));
}

BOOST_AUTO_TEST_CASE(on_hold_is_waited_for_when_the_policy_says_so) {
  VerdictPolicy policy;
  policy.hold_is_failure = false;

  const Verdict v = judged(seen({workflow("on_hold", "")}), policy);

  BOOST_TEST(v.kind == Kind::running);
  BOOST_TEST(v.why.empty());
}

BOOST_AUTO_TEST_CASE(not_run_is_waited_for_until_it_stops) {
  BOOST_TEST(judged(seen({workflow("not_run", "")})).kind == Kind::running);
}

BOOST_AUTO_TEST_CASE(not_run_that_stopped_is_never_a_success) {
  const Verdict v = judged(seen({workflow("not_run"), named("docs", workflow("success"))}));

  BOOST_TEST(v.kind == Kind::failed);
  BOOST_TEST(v.why == "workflow `build` was not run");
}

BOOST_AUTO_TEST_CASE(running_and_queued_are_waited_for) {
  BOOST_TEST(judged(seen({workflow("running", "")})).kind == Kind::running);
  BOOST_TEST(judged(seen({workflow("queued", "")})).kind == Kind::running);
  BOOST_TEST(judged(seen({workflow("queued", "")})).warning.empty());
}

BOOST_AUTO_TEST_CASE(running_with_a_stop_time_is_waited_for_only_for_the_grace_time) {
  const Observation o = seen({workflow("running", at(100))});

  BOOST_TEST(judge(o, {}, 5min, clock_at(129)).kind == Kind::running);
  BOOST_TEST(judge(o, {}, 5min, clock_at(130)).kind == Kind::failed);
}

BOOST_AUTO_TEST_CASE(an_unknown_status_is_waited_for_with_a_warning) {
  const Verdict v = judged(seen({workflow("napping", "")}));

  BOOST_TEST(v.kind == Kind::running);
  BOOST_TEST(contains(v.warning, "napping"));
}

BOOST_AUTO_TEST_CASE(the_warning_of_an_unknown_status_does_not_depend_on_the_workflow) {
  const Verdict one = judged(seen({workflow("napping", "")}));
  const Verdict other = judged(seen({named("docs", workflow("napping", "")), workflow("running", "")}));

  BOOST_TEST(one.warning == other.warning);
}

BOOST_AUTO_TEST_CASE(an_unknown_status_that_stopped_is_a_failure) {
  const Verdict v = judged(seen({workflow("napping")}));

  BOOST_TEST(v.kind == Kind::failed);
  BOOST_TEST(contains(v.why, "`napping`"));
  BOOST_TEST(contains(v.warning, "napping"));
}

BOOST_AUTO_TEST_CASE(what_the_ci_calls_things_cannot_break_the_line) {
  const Verdict v = judged(seen({named("a\n::error::b", workflow("failed"))}));

  BOOST_TEST(!contains(v.why, "\n"));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(finished)

BOOST_AUTO_TEST_CASE(one_running_workflow_keeps_the_pipeline_running) {
  BOOST_TEST(judged(seen({workflow("success"), named("docs", workflow("running", ""))})).kind == Kind::running);
}

BOOST_AUTO_TEST_CASE(a_pending_pipeline_is_not_finished_though_its_workflows_are) {
  BOOST_TEST(judged(seen({workflow("success")}, PipelineState::pending)).kind == Kind::running);
}

BOOST_AUTO_TEST_CASE(a_configuration_error_is_a_failure_with_all_its_errors) {
  Observation o = seen({}, PipelineState::errored);
  o.errors = {"config: no jobs", "plan: out of credits\nsecond line"};

  const Verdict v = judge(o, {}, 0s, clock_at(0));

  BOOST_TEST(v.kind == Kind::failed);
  BOOST_TEST(v.state == ra::model::PipelineState::failed);
  BOOST_TEST(v.why == "the pipeline's configuration has errors: config: no jobs; plan: out of credits second line");
}

BOOST_AUTO_TEST_CASE(a_configuration_error_without_a_message_is_still_a_failure) {
  const Verdict v = judged(seen({workflow("success")}, PipelineState::errored));

  BOOST_TEST(v.kind == Kind::failed);
  BOOST_TEST(contains(v.why, "does not say"));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(no_workflow)

BOOST_AUTO_TEST_CASE(none_is_waited_for_until_the_start_deadline) {
  for (const auto state : {PipelineState::created, PipelineState::pending, PipelineState::setup_pending})
    BOOST_TEST_CONTEXT("state " << static_cast<int>(state)) {
      BOOST_TEST(judge(seen({}, state), {}, 6min - 1ms, clock_at(360)).kind == Kind::running);
    }
}

BOOST_AUTO_TEST_CASE(none_at_the_start_deadline_is_a_failure_of_its_own_kind) {
  for (const auto state : {PipelineState::created, PipelineState::pending, PipelineState::setup_pending})
    BOOST_TEST_CONTEXT("state " << static_cast<int>(state)) {
      const Verdict v = judge(seen({}, state), {}, 6min, clock_at(360));

      BOOST_TEST(v.kind == Kind::failed);
      BOOST_TEST(v.state == ra::model::PipelineState::failed);
      BOOST_TEST(v.why.starts_with("no workflow ran: none showed up within 6m; "));
    }
  BOOST_TEST(judge(seen({}), {}, 6min + 1ms, clock_at(361)).kind == Kind::failed);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(deadline)

BOOST_AUTO_TEST_CASE(running_is_waited_for_until_the_deadline) {
  const Observation o = seen({workflow("running", "")});

  BOOST_TEST(judge(o, {}, 2h - 1ms, clock_at(7200)).kind == Kind::running);
  BOOST_TEST(judge(o, {}, 2h, clock_at(7200)).kind == Kind::failed);
  BOOST_TEST(judge(o, {}, 2h + 1ms, clock_at(7200)).kind == Kind::failed);
}

BOOST_AUTO_TEST_CASE(the_deadline_says_what_was_waited_for) {
  VerdictPolicy policy;
  policy.hold_is_failure = false;
  const Verdict v =
      judge(seen({workflow("on_hold", ""), named("docs", workflow("running", ""))}), policy, 2h, clock_at(7200));

  BOOST_TEST(v.why == "ran longer than 2h: workflow `build` needs an approval; workflow `docs` is running");
  BOOST_TEST(v.state == ra::model::PipelineState::failed);
}

BOOST_AUTO_TEST_CASE(the_deadline_is_written_as_people_set_it) {
  VerdictPolicy policy;
  policy.timeout = 90min;

  const Verdict v = judge(seen({workflow("running", "")}), policy, 2h, clock_at(7200));

  BOOST_TEST(v.why.starts_with("ran longer than 1h 30m: "));
}

BOOST_AUTO_TEST_CASE(a_pipeline_that_passed_in_the_end_has_passed_whatever_time_it_is) {
  BOOST_TEST(judge(seen({workflow("success")}), {}, 3h, clock_at(10'800)).kind == Kind::passed);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(reruns)

BOOST_AUTO_TEST_CASE(a_rerun_in_progress_is_waited_for) {
  const Verdict v = judged(seen({workflow("failed"), made_at(70, workflow("running", ""))}));

  BOOST_TEST(v.kind == Kind::running);
}

BOOST_AUTO_TEST_CASE(a_rerun_that_passed_makes_it_passed_and_retried) {
  const Verdict v = judged(seen({workflow("failed"), made_at(70, workflow("success", at(130)))}));

  BOOST_TEST(v.kind == Kind::passed);
  BOOST_TEST(v.retried);
}

BOOST_AUTO_TEST_CASE(the_newest_counts_whatever_the_order_of_the_list) {
  const Verdict v = judged(seen({made_at(70, workflow("success", at(130))), workflow("failed")}));

  BOOST_TEST(v.kind == Kind::passed);
  BOOST_TEST(v.retried);
}

BOOST_AUTO_TEST_CASE(the_newest_of_three_counts) {
  const Verdict v = judged(seen(
      {made_at(70, workflow("failed", at(130))), made_at(140, workflow("success", at(200))), workflow("canceled")}));

  BOOST_TEST(v.kind == Kind::passed);
}

BOOST_AUTO_TEST_CASE(created_at_is_compared_as_time_and_not_as_text) {
  Workflow older = workflow("failed");
  older.created_at = "2026-01-14T12:00:00Z";
  Workflow later = workflow("success");
  later.created_at = "2026-01-14T12:00:00.5Z";

  BOOST_TEST(judged(seen({later, older})).kind == Kind::passed);
}

BOOST_AUTO_TEST_CASE(of_two_made_at_the_same_time_the_later_in_the_list_counts) {
  BOOST_TEST(judged(seen({workflow("failed"), workflow("success")})).kind == Kind::passed);
  BOOST_TEST(judged(seen({workflow("success"), workflow("failed")})).kind == Kind::failed);
}

BOOST_AUTO_TEST_CASE(of_two_made_at_the_same_time_the_higher_automatic_rerun_counts) {
  BOOST_TEST(judged(seen({auto_rerun(1, 2, workflow("success")), auto_rerun(0, 2, workflow("failed"))})).kind ==
             Kind::passed);
}

BOOST_AUTO_TEST_CASE(a_rerun_of_one_workflow_does_not_hide_the_failure_of_another) {
  const Verdict v =
      judged(seen({workflow("failed"), made_at(70, workflow("success")), named("docs", workflow("failed"))}));

  BOOST_TEST(v.kind == Kind::failed);
  BOOST_TEST(v.why == "workflow `docs` failed");
}

BOOST_AUTO_TEST_CASE(a_second_success_is_not_a_retry) {
  BOOST_TEST(!judged(seen({workflow("success"), made_at(70, workflow("success"))})).retried);
}

BOOST_AUTO_TEST_CASE(a_failure_with_automatic_reruns_left_waits_for_the_grace_time) {
  const Observation o = seen({auto_rerun(0, 1, workflow("failed", at(60)))});

  BOOST_TEST(judge(o, {}, 5min, clock_at(60)).kind == Kind::running);
  BOOST_TEST(judge(o, {}, 5min, clock_at(90) - 1ms).kind == Kind::running);
  BOOST_TEST(judge(o, {}, 5min, clock_at(90)).kind == Kind::failed);
  BOOST_TEST(judge(o, {}, 5min, clock_at(90) + 1ms).kind == Kind::failed);
}

BOOST_AUTO_TEST_CASE(the_automatic_reruns_are_counted) {
  const auto now = clock_at(61);

  BOOST_TEST(judge(seen({auto_rerun(1, 3, workflow("failed"))}), {}, 5min, now).kind == Kind::running);
  BOOST_TEST(judge(seen({auto_rerun(2, 3, workflow("failed"))}), {}, 5min, now).kind == Kind::running);
  BOOST_TEST(judge(seen({auto_rerun(3, 3, workflow("failed"))}), {}, 5min, now).kind == Kind::failed);
  BOOST_TEST(judge(seen({auto_rerun(0, 0, workflow("failed"))}), {}, 5min, now).kind == Kind::failed);
}

BOOST_AUTO_TEST_CASE(a_canceled_workflow_is_never_rerun_by_the_ci) {
  const Verdict v = judge(seen({auto_rerun(0, 3, workflow("canceled"))}), {}, 5min, clock_at(61));

  BOOST_TEST(v.kind == Kind::failed);
}

BOOST_AUTO_TEST_CASE(another_failure_is_not_held_back_by_the_grace_time) {
  const Observation o = seen({auto_rerun(0, 3, workflow("failed")), named("docs", workflow("failed"))});

  BOOST_TEST(judge(o, {}, 5min, clock_at(61)).kind == Kind::failed);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(dynamic_configuration)

BOOST_AUTO_TEST_CASE(a_finished_setup_workflow_does_not_finish_the_pipeline) {
  for (const auto state : {PipelineState::setup, PipelineState::setup_pending, PipelineState::pending})
    BOOST_TEST_CONTEXT("state " << static_cast<int>(state)) {
      BOOST_TEST(judge(seen({setup(workflow("success"))}, state), {}, 1h, clock_at(3600)).kind == Kind::running);
    }
}

BOOST_AUTO_TEST_CASE(a_setup_workflow_that_fails_is_a_failure_at_once) {
  const Verdict v = judged(seen({setup(workflow("failed"))}, PipelineState::setup));

  BOOST_TEST(v.kind == Kind::failed);
  BOOST_TEST(v.why == "workflow `setup` failed");
}

BOOST_AUTO_TEST_CASE(setup_and_real_workflows_that_passed_make_it_passed) {
  const Verdict v = judged(seen({setup(workflow("success")), workflow("success")}));

  BOOST_TEST(v.kind == Kind::passed);
  BOOST_TEST(!v.retried);
}

BOOST_AUTO_TEST_CASE(a_setup_workflow_alone_is_no_workflow) {
  const Observation o = seen({setup(workflow("success", at(60)))});

  BOOST_TEST(judge(o, {}, 6min - 1ms, clock_at(60 + 360)).kind == Kind::running);
  const Verdict v = judge(o, {}, 7min, clock_at(60 + 360));
  BOOST_TEST(v.kind == Kind::failed);
  BOOST_TEST(v.why.starts_with("no workflow ran: "));
}

BOOST_AUTO_TEST_CASE(after_a_long_setup_the_real_workflows_have_their_own_time_to_show_up) {
  const Observation o = seen({setup(workflow("success", at(1200)))});

  BOOST_TEST(judge(o, {}, 21min, clock_at(1260)).kind == Kind::running);
  BOOST_TEST(judge(o, {}, 26min, clock_at(1560)).kind == Kind::failed);
}

BOOST_AUTO_TEST_CASE(a_real_workflow_of_the_setup_s_name_is_another_workflow) {
  const Verdict v = judged(seen({made_at(70, setup(workflow("success"))), named("setup", workflow("failed"))}));

  BOOST_TEST(v.kind == Kind::failed);
}

BOOST_AUTO_TEST_CASE(a_continuation_that_never_comes_ends_at_the_deadline) {
  const Verdict v = judge(seen({setup(workflow("success"))}, PipelineState::setup), {}, 2h, clock_at(7200));

  BOOST_TEST(v.kind == Kind::failed);
  BOOST_TEST(v.why == "ran longer than 2h: its workflows are still being made");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(recorded)

BOOST_AUTO_TEST_CASE(the_78_recorded_polls_end_in_one_success_and_one_cancellation) {
  std::istringstream polls{fixture("gravitee-lab_orchestrator__log1__pipeline-workflow-responses.jsonl")};
  std::string verdicts;
  for (std::string line; std::getline(polls, line);) {
    const auto answer = ra::json::parse(line);
    BOOST_REQUIRE(answer.has_value());
    const Verdict v = judged(seen(workflows_of((*answer)["items"])));
    verdicts += v.kind == Kind::running                         ? 'r'
                : v.kind == Kind::passed                        ? 'P'
                : v.state == ra::model::PipelineState::canceled ? 'C'
                                                                : 'F';
  }

  BOOST_TEST(verdicts == std::string(45, 'r') + "P" + std::string(31, 'r') + "C");
}

// Its orchestrator kept the state of the trigger's answer, and so could never have said "finished".
BOOST_AUTO_TEST_CASE(with_the_stale_state_of_the_watch_rounds_only_the_cancellation_shows) {
  std::istringstream rounds{fixture("gravitee-lab_orchestrator__log1__watch-rounds.jsonl")};
  std::string verdicts;
  for (std::string line; std::getline(rounds, line);) {
    const auto round = ra::json::parse(line);
    BOOST_REQUIRE(round.has_value());
    BOOST_REQUIRE((*round)["exec_state"].as_string() == "pending");
    const Verdict v = judged(seen(workflows_of((*round)["workflows_exec_state"]), PipelineState::pending));
    verdicts += v.kind == Kind::running ? 'r' : v.kind == Kind::passed ? 'P' : 'F';
  }

  BOOST_TEST(verdicts == std::string(77, 'r') + "F");
}

BOOST_AUTO_TEST_CASE(seed_001_is_a_failure_of_one_of_two_workflows) {
  const auto answer = ra::json::parse(fixture("seed001__pipeline-workflow-list_two-workflows.json"));
  BOOST_REQUIRE(answer.has_value());

  const Verdict v = judged(seen(workflows_of((*answer)["items"])));

  BOOST_TEST(v.kind == Kind::failed);
  BOOST_TEST(v.state == ra::model::PipelineState::failed);
  BOOST_TEST(v.why == "workflow `docker_build_and_push` failed");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
