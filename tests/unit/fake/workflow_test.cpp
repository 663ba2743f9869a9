#include "harness.hpp"

using namespace ra;
using namespace ra::test;
using namespace ra::test::fake;

namespace {

constexpr const char* build_and_slow_test = R"({"name": "release", "jobs": [
    {"name": "build", "duration_ms": 100, "outcome": "failed"}, {"name": "lint", "duration_ms": 300}]})";

}  // namespace

BOOST_AUTO_TEST_SUITE(fake_workflow)

BOOST_AUTO_TEST_CASE(a_pipeline_is_pending_and_then_created) {
  Harness fake{pipelines(R"({"pending_ms": 100})")};

  const std::string id = fake.trigger();
  BOOST_TEST(fake.state(id) == "pending");
  fake.pass(99);
  BOOST_TEST(fake.workflows(id).items().empty());

  fake.pass(1);
  BOOST_TEST(fake.state(id) == "created");
  BOOST_TEST(fake.workflows(id).items().size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_configuration_error_shows_as_errored_with_no_workflow) {
  Harness fake{pipelines(R"({"state": "errored", "pending_ms": 10, "workflows": [{}],
                             "errors": [{"type": "config", "message": "no such orb"}, "and another"]})")};
  const std::string id = fake.trigger();
  BOOST_TEST(fake.read("/pipeline/" + id)["errors"].items().empty());
  fake.pass(10);

  const json::Value pipeline = fake.read("/pipeline/" + id);

  BOOST_TEST(pipeline["state"].as_string() == "errored");
  BOOST_TEST(pipeline["errors"].items()[0]["message"].as_string() == "no such orb");
  BOOST_TEST(pipeline["errors"].items()[1]["type"].as_string() == "config");
  BOOST_TEST(fake.workflows(id).items().empty());
}

BOOST_AUTO_TEST_CASE(a_pipeline_can_stay_pending_for_ever) {
  Harness fake{pipelines(R"({"state": "pending", "workflows": [{}]})")};
  const std::string id = fake.trigger();

  fake.pass(10'000'000);

  BOOST_TEST(fake.state(id) == "pending");
  BOOST_TEST(fake.workflows(id).items().empty());
}

BOOST_AUTO_TEST_CASE(a_pipeline_can_be_created_with_no_workflows) {
  Harness fake{pipelines(R"({"no_workflows": true})")};
  const std::string id = fake.trigger();

  fake.pass(10'000);

  BOOST_TEST(fake.state(id) == "created");
  BOOST_TEST(fake.workflows(id).items().empty());
}

BOOST_AUTO_TEST_CASE(a_workflow_appears_after_its_delay) {
  Harness fake{workflows(R"({"name": "a"}, {"name": "b", "start_delay_ms": 50})")};
  const std::string id = fake.trigger();

  BOOST_TEST(fake.workflows(id).items().size() == 1U);
  fake.pass(50);
  BOOST_TEST(fake.workflows(id).items().size() == 2U);
  BOOST_TEST(fake.workflow(id)["name"].as_string() == "b");
}

BOOST_AUTO_TEST_CASE(a_setup_workflow_runs_before_the_real_ones_appear) {
  Harness fake{pipelines(R"({"setup_pending_ms": 10, "setup_ms": 100, "pending_ms": 20,
                             "workflows": [{"name": "release"}]})")};
  const std::string id = fake.trigger();

  BOOST_TEST(fake.state(id) == "setup-pending");
  fake.pass(10);
  BOOST_TEST(fake.state(id) == "setup");
  BOOST_TEST(fake.workflow(id)["tag"].as_string() == "setup");
  BOOST_TEST(fake.status(id) == "running");
  fake.pass(100);
  BOOST_TEST(fake.state(id) == "pending");
  BOOST_TEST(fake.status(id) == "success");
  BOOST_TEST(fake.workflows(id).items().size() == 1U);
  fake.pass(20);
  BOOST_TEST(fake.state(id) == "created");
  BOOST_TEST(fake.workflows(id).items().size() == 2U);
  BOOST_TEST(fake.workflow(id)["name"].as_string() == "release");
}

BOOST_AUTO_TEST_CASE(a_failed_setup_workflow_makes_no_other) {
  Harness fake{workflows(R"({"name": "prepare", "tag": "setup", "outcome": "failed"}, {"name": "release"})")};
  const std::string id = fake.trigger();

  fake.pass(10'000);

  BOOST_TEST(fake.state(id) == "setup");
  BOOST_TEST(fake.workflows(id).items().size() == 1U);
  BOOST_TEST(fake.status(id) == "failed");
}

BOOST_AUTO_TEST_CASE(a_workflow_runs_until_its_jobs_have_ended) {
  Harness fake{workflows(R"({"name": "release", "duration_ms": 100})")};
  const std::string id = fake.trigger();

  fake.pass(99);
  BOOST_TEST(fake.status(id) == "running");
  BOOST_TEST(fake.workflow(id)["stopped_at"].is_null());

  fake.pass(1);
  BOOST_TEST(fake.status(id) == "success");
  BOOST_TEST(fake.workflow(id)["stopped_at"].as_string() == "2026-01-14T10:00:00.100Z");
}

BOOST_AUTO_TEST_CASE(a_workflow_is_failing_after_a_failed_job_while_others_run) {
  Harness fake{workflows(build_and_slow_test)};
  const std::string id = fake.trigger();

  BOOST_TEST(fake.status(id) == "running");
  fake.pass(100);
  BOOST_TEST(fake.status(id) == "failing");
  fake.pass(200);
  BOOST_TEST(fake.status(id) == "failed");
}

BOOST_AUTO_TEST_CASE(a_failure_that_another_job_waits_for_does_not_fail_the_workflow) {
  Harness fake{workflows(R"({"name": "release", "jobs": [
      {"name": "try", "outcome": "failed"}, {"name": "clean", "requires": {"try": ["failed"]}}]})")};
  const std::string id = fake.trigger();

  fake.pass(100);
  BOOST_TEST(fake.status(id) == "running");
  fake.pass(100);
  BOOST_TEST(fake.status(id) == "success");
}

BOOST_AUTO_TEST_CASE(a_waiting_approval_holds_the_workflow_until_somebody_approves) {
  Harness fake{workflows(R"({"name": "release", "jobs": [{"name": "build", "duration_ms": 10},
      {"name": "ok", "type": "approval", "requires": ["build"], "approve_after_ms": 100}]})")};
  const std::string id = fake.trigger();

  BOOST_TEST(fake.status(id) == "running");
  fake.pass(10);
  BOOST_TEST(fake.status(id) == "on_hold");
  BOOST_TEST(fake.workflow(id)["stopped_at"].is_null());
  fake.pass(100);
  BOOST_TEST(fake.status(id) == "success");
}

BOOST_AUTO_TEST_CASE(a_failed_job_beside_a_waiting_approval_is_failing) {
  Harness fake{workflows(R"({"name": "release", "jobs": [{"name": "build", "outcome": "failed"},
      {"name": "ok", "type": "approval"}]})")};
  const std::string id = fake.trigger();

  fake.pass(10'000'000);

  BOOST_TEST(fake.status(id) == "failing");
}

BOOST_AUTO_TEST_CASE(the_outcome_on_hold_makes_an_approval_that_nobody_gives) {
  Harness fake{workflows(R"({"name": "release", "outcome": "on_hold"})")};
  const std::string id = fake.trigger();

  fake.pass(10'000'000);

  BOOST_TEST(fake.status(id) == "on_hold");
  BOOST_TEST(fake.jobs(id).items()[1]["type"].as_string() == "approval");
}

BOOST_AUTO_TEST_CASE(an_unknown_status_stays_and_does_not_stop) {
  Harness fake{workflows(R"({"name": "release", "outcome": "levitating"})")};
  const std::string id = fake.trigger();

  fake.pass(10'000'000);

  BOOST_TEST(fake.status(id) == "levitating");
  BOOST_TEST(fake.workflow(id)["stopped_at"].is_null());
}

BOOST_AUTO_TEST_CASE(an_unknown_status_can_be_told_to_stop) {
  Harness fake{workflows(R"({"name": "release", "outcome": "levitating", "stopped": true})")};
  const std::string id = fake.trigger();

  fake.pass(100);

  BOOST_TEST(fake.status(id) == "levitating");
  BOOST_TEST(!fake.workflow(id)["stopped_at"].is_null());
}

BOOST_AUTO_TEST_CASE(not_run_has_stopped_unless_the_scenario_says_otherwise) {
  Harness stopped{workflows(R"({"outcome": "not_run"})")};
  Harness waiting{workflows(R"({"outcome": "not_run", "stopped": false})")};
  const std::string one = stopped.trigger();
  const std::string two = waiting.trigger();

  stopped.pass(100);
  waiting.pass(100);

  BOOST_TEST(stopped.status(one) == "not_run");
  BOOST_TEST(!stopped.workflow(one)["stopped_at"].is_null());
  BOOST_TEST(waiting.status(two) == "not_run");
  BOOST_TEST(waiting.workflow(two)["stopped_at"].is_null());
}

BOOST_AUTO_TEST_CASE(other_final_outcomes_stop) {
  for (const std::string outcome : {"error", "canceled", "unauthorized", "failed"}) {
    Harness fake{workflows("{\"outcome\": \"" + outcome + "\"}")};
    const std::string id = fake.trigger();
    fake.pass(100);

    BOOST_TEST(fake.status(id) == outcome);
    BOOST_TEST(!fake.workflow(id)["stopped_at"].is_null(), outcome);
  }
}

BOOST_AUTO_TEST_CASE(phases_come_before_the_jobs) {
  Harness fake{workflows(R"({"phases": [{"status": "queued", "ms": 50}], "duration_ms": 100})")};
  const std::string id = fake.trigger();

  BOOST_TEST(fake.status(id) == "queued");
  fake.pass(50);
  BOOST_TEST(fake.status(id) == "running");
  fake.pass(100);
  BOOST_TEST(fake.status(id) == "success");
}

BOOST_AUTO_TEST_CASE(a_failed_workflow_is_rerun_by_itself_under_its_name) {
  Harness fake{workflows(R"({"name": "release", "outcome": "failed", "max_auto_reruns": 2,
                             "reruns": [{"outcome": "failed", "after_ms": 20}, {"outcome": "success"}]})")};
  const std::string id = fake.trigger();

  fake.pass(100);
  BOOST_TEST(fake.workflows(id).items().size() == 1U);
  BOOST_TEST(fake.workflow(id)["max_auto_reruns"].as_int() == 2);
  BOOST_TEST(fake.workflow(id).find("auto_rerun_number") == nullptr);
  fake.pass(20);
  BOOST_TEST(fake.workflows(id).items().size() == 2U);
  BOOST_TEST(fake.workflow(id)["auto_rerun_number"].as_int() == 1);
  fake.pass(10'000);

  const json::Value all = fake.workflows(id);
  BOOST_REQUIRE_EQUAL(all.items().size(), 3U);
  BOOST_TEST(all.items()[0]["status"].as_string() == "success");
  BOOST_TEST(all.items()[0]["auto_rerun_number"].as_int() == 2);
  BOOST_TEST(all.items()[0]["name"].as_string() == "release");
  BOOST_TEST(all.items()[2]["status"].as_string() == "failed");
}

BOOST_AUTO_TEST_CASE(without_a_list_a_failure_is_repeated_as_often_as_allowed) {
  Harness fake{workflows(R"({"outcome": "failed", "max_auto_reruns": 3})")};
  const std::string id = fake.trigger();

  fake.pass(10'000);

  BOOST_TEST(fake.workflows(id).items().size() == 4U);
}

BOOST_AUTO_TEST_CASE(an_empty_list_means_that_no_rerun_comes_though_some_are_left) {
  Harness fake{workflows(R"({"outcome": "failed", "max_auto_reruns": 3, "reruns": []})")};
  const std::string id = fake.trigger();

  fake.pass(10'000);

  BOOST_TEST(fake.workflows(id).items().size() == 1U);
}

BOOST_AUTO_TEST_CASE(only_a_failure_is_rerun_by_itself) {
  Harness fake{workflows(R"({"outcome": "canceled", "max_auto_reruns": 3})")};
  const std::string id = fake.trigger();

  fake.pass(10'000);

  BOOST_TEST(fake.workflows(id).items().size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_manual_rerun_has_no_automatic_number) {
  Harness fake{workflows(R"({"outcome": "canceled", "reruns": [{"outcome": "success", "after_ms": 30}]})")};
  const std::string id = fake.trigger();

  fake.pass(10'000);

  BOOST_REQUIRE_EQUAL(fake.workflows(id).items().size(), 2U);
  BOOST_TEST(fake.status(id) == "success");
  BOOST_TEST(fake.workflow(id).find("auto_rerun_number") == nullptr);
}

BOOST_AUTO_TEST_CASE(asking_for_a_rerun_makes_another_workflow_of_the_name) {
  Harness fake{workflows(R"({"name": "release", "outcome": "failed",
                             "on_rerun": [{"outcome": "failed"}, {"outcome": "success"}]})")};
  const std::string id = fake.trigger();
  fake.pass(100);

  const Answer answer = fake.post("/workflow/" + fake.workflow(id)["id"].as_string() + "/rerun");
  BOOST_TEST(answer.status == 202);
  BOOST_TEST(fake.workflow(id)["id"].as_string() == Harness::parsed(answer)["workflow_id"].as_string());
  BOOST_TEST(fake.status(id) == "running");
  fake.pass(100);
  BOOST_TEST(fake.status(id) == "failed");

  fake.post("/workflow/" + fake.workflow(id)["id"].as_string() + "/rerun");
  fake.pass(100);
  BOOST_TEST(fake.status(id) == "success");
  BOOST_TEST(fake.workflows(id).items().size() == 3U);
}

BOOST_AUTO_TEST_CASE(a_rerun_from_failed_keeps_the_numbers_of_the_jobs_that_passed) {
  Harness fake{workflows(R"({"jobs": [{"name": "build"}, {"name": "test", "requires": ["build"], "outcome": "failed"}],
                             "on_rerun": [{"outcome": "success"}]})")};
  const std::string id = fake.trigger();
  fake.pass(200);
  const json::Value before = fake.jobs(id);

  fake.post("/workflow/" + fake.workflow(id)["id"].as_string() + "/rerun", R"({"from_failed": true})");

  const json::Value during = fake.jobs(id);
  BOOST_TEST(during.items()[0]["job_number"].as_int() == before.items()[0]["job_number"].as_int());
  BOOST_TEST(during.items()[0]["status"].as_string() == "success");
  BOOST_TEST(during.items()[1]["job_number"].as_int() != before.items()[1]["job_number"].as_int());
  BOOST_TEST(during.items()[1]["status"].as_string() == "running");
}

BOOST_AUTO_TEST_CASE(workflows_come_newest_first_unless_told_otherwise) {
  const std::string two = R"({"name": "a"}, {"name": "b", "start_delay_ms": 50})";
  Harness newest{workflows(two)};
  Harness oldest{"\"oldest_workflow_first\": true, " + workflows(two)};
  const std::string one_id = newest.trigger();
  const std::string two_id = oldest.trigger();

  newest.pass(50);
  oldest.pass(50);

  BOOST_TEST(newest.workflow(one_id)["name"].as_string() == "b");
  BOOST_TEST(oldest.workflow(two_id)["name"].as_string() == "a");
}

BOOST_AUTO_TEST_CASE(times_can_be_in_whole_seconds_as_recorded_answers_have_them) {
  Harness fake{R"("timestamps_in_seconds": true, "set_up": "all")"};

  const std::string id = fake.trigger();

  BOOST_TEST(fake.workflow(id)["created_at"].as_string() == "2026-01-14T10:00:00Z");
}

BOOST_AUTO_TEST_SUITE_END()
