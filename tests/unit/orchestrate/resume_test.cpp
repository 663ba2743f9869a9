// What a run makes of the ledger of one that was killed, and that it leaves one which the next can go on from.
#include "bench.hpp"

#include <boost/test/unit_test.hpp>

namespace orch = ra::orchestrate;
using orch::EventKind;
using ra::model::PipelineState;
using ra::model::RunState;
using ra::test::begun;
using ra::test::Bench;
using ra::test::finished_of;
using ra::test::intent_of;
using ra::test::triggered_of;

namespace {

std::vector<orch::Event> with(std::vector<orch::Event> events, const std::vector<orch::Event>& more) {
  events.insert(events.end(), more.begin(), more.end());
  return events;
}

// The last line of this kind about the component.
orch::Event last_event(const Bench& b, EventKind kind, const std::string& component) {
  orch::Event found;
  for (const auto& event : b.events()) {
    if (event.kind == kind && event.component == component) found = event;
  }
  return found;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(resume)

BOOST_AUTO_TEST_CASE(an_intent_without_an_answer_is_looked_for_before_anything_is_triggered) {
  Bench b;
  b.set({"a"});
  const auto pipeline = b.provider.make("a");
  b.left_behind(with(begun(), {intent_of("a")}));

  const auto done = b.release();

  BOOST_TEST((done.run.state == RunState::passed));
  BOOST_TEST(b.provider.times("trigger a") == 0);
  BOOST_TEST(done.run.sets[0].pipelines[0].pipeline_guid == pipeline.id);
}

BOOST_AUTO_TEST_CASE(an_intent_that_came_to_nothing_is_triggered) {
  Bench b;
  b.set({"a"});
  b.left_behind(with(begun(), {intent_of("a")}));

  const auto done = b.release();

  BOOST_TEST((done.run.state == RunState::passed));
  BOOST_TEST(b.provider.times("find a") == 1);
  BOOST_TEST(b.provider.times("trigger a") == 1);
}

BOOST_AUTO_TEST_CASE(a_pipeline_from_before_the_intent_is_somebody_elses) {
  Bench b;
  b.set({"a"});
  b.provider.make("a");
  b.left_behind(with(begun(), {intent_of("a", 1)}));

  const auto done = b.release();

  BOOST_TEST(done.run.sets[0].pipelines[0].pipeline_guid == "a-2");
}

BOOST_AUTO_TEST_CASE(the_intent_says_which_pipelines_there_were_before) {
  Bench b;
  b.set({"a"});
  b.provider.make("a");

  b.release();

  BOOST_TEST(last_event(b, EventKind::intent, "a").after_number == 1);
}

BOOST_AUTO_TEST_CASE(after_a_lost_answer_a_pipeline_from_before_is_not_taken_for_ours) {
  Bench b;
  b.set({"a"});
  b.provider.make("a");
  b.project("a").uncertain_takes_effect = false;
  b.project("a").trigger_errors = {ra::error(ra::Errc::uncertain, "reset")};

  const auto done = b.release();

  BOOST_TEST(b.provider.times("trigger a") == 2);
  BOOST_TEST(done.run.sets[0].pipelines[0].pipeline_guid == "a-2");
}

BOOST_AUTO_TEST_CASE(a_search_that_fails_is_repeated_before_anything_is_triggered_again) {
  Bench b;
  b.set({"a"});
  b.project("a").trigger_errors = {ra::error(ra::Errc::uncertain, "reset")};
  b.project("a").find_errors = {ra::error(ra::Errc::transient, "503")};

  const auto done = b.release();

  BOOST_TEST((done.run.state == RunState::passed));
  BOOST_TEST(b.provider.times("find a") == 2);
  BOOST_TEST(b.project("a").made.size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_pipeline_of_a_killed_run_is_followed_to_its_end) {
  Bench b;
  b.set({"a"});
  const auto pipeline = b.provider.make("a");
  b.left_behind(with(begun(), {intent_of("a"), triggered_of("a", pipeline)}));
  b.project("a").statuses = {"failed"};

  const auto done = b.release();

  BOOST_TEST((done.run.state == RunState::failed));
  BOOST_TEST(b.provider.times("trigger a") == 0);
}

BOOST_AUTO_TEST_CASE(a_pipeline_that_is_gone_is_started_again) {
  Bench b;
  b.set({"a"});
  const auto pipeline = b.provider.make("a");
  b.left_behind(with(begun(), {intent_of("a"), triggered_of("a", pipeline)}));
  b.project("a").observe_errors = {ra::error(ra::Errc::not_found, "no such pipeline")};

  const auto done = b.release();

  BOOST_TEST((done.run.state == RunState::passed));
  BOOST_TEST(done.run.sets[0].pipelines[0].pipeline_guid == "a-2");
}

BOOST_AUTO_TEST_CASE(what_is_started_again_has_an_intent_of_its_own_before) {
  Bench b;
  b.set({"a"});
  const auto pipeline = b.provider.make("a");
  b.left_behind(with(begun(), {intent_of("a"), triggered_of("a", pipeline)}));
  b.project("a").observe_errors = {ra::error(ra::Errc::not_found, "no such pipeline")};
  orch::Event before;
  b.provider.on = [&](const std::string& line) {
    if (line == "trigger a") before = b.events().back();
  };

  b.release();

  BOOST_TEST((before.kind == EventKind::intent));
  BOOST_TEST(before.after_number == 1);
}

BOOST_AUTO_TEST_CASE(what_is_started_again_is_found_again_after_a_lost_answer) {
  Bench b;
  b.set({"a"});
  const auto pipeline = b.provider.make("a");
  b.left_behind(with(begun(), {intent_of("a"), triggered_of("a", pipeline)}));
  b.project("a").observe_errors = {ra::error(ra::Errc::not_found, "no such pipeline")};
  b.project("a").uncertain_takes_effect = false;
  b.project("a").trigger_errors = {ra::error(ra::Errc::uncertain, "reset")};
  b.provider.on = [&](const std::string& line) {
    // The ledger alone would not tell: somebody else's pipeline comes between the two.
    if (line == "number a") b.provider.make("a");
  };

  const auto done = b.release();

  BOOST_TEST(done.run.sets[0].pipelines[0].pipeline_guid == "a-3");
}

BOOST_AUTO_TEST_CASE(what_fails_a_second_time_has_failed) {
  Bench b;
  b.set({"a", "b"});
  b.project("a").statuses = {"failed"};
  b.project("b").statuses = {"running"};
  b.release();
  b.project("a").statuses = {"success"};
  b.project("b").statuses = {"failed"};

  const auto done = b.release();

  BOOST_TEST((done.run.state == RunState::failed));
  BOOST_TEST(b.provider.times("trigger b") == 2);
}

BOOST_AUTO_TEST_CASE(what_passed_at_another_version_is_started) {
  Bench b;
  b.set({"a", "b"});
  const auto pipeline = b.provider.make("a");
  b.left_behind(with(begun(), {intent_of("a"), triggered_of("a", pipeline), finished_of("a", "passed")}));
  b.plan.sets[0].components[0].release_version = "1.0.1";

  b.release();

  BOOST_TEST(b.provider.times("trigger a") == 1);
}

BOOST_AUTO_TEST_CASE(what_passed_on_another_branch_is_started) {
  Bench b;
  b.set({"a", "b"});
  const auto pipeline = b.provider.make("a");
  b.left_behind(with(begun(), {intent_of("a"), triggered_of("a", pipeline), finished_of("a", "passed")}));
  b.plan.sets[0].components[0].branch = "1.0.x";

  b.release();

  BOOST_TEST(b.provider.times("trigger a") == 1);
}

BOOST_AUTO_TEST_CASE(what_an_earlier_attempt_released_is_still_shown) {
  Bench b;
  b.set({"b"});
  const auto pipeline = b.provider.make("a");
  b.left_behind(with(begun(), {intent_of("a"), triggered_of("a", pipeline), finished_of("a", "passed")}));

  const auto done = b.release();

  BOOST_TEST_REQUIRE(done.run.sets[0].pipelines.size() == 2U);
  BOOST_TEST(done.run.sets[0].pipelines[1].component == "a");
  BOOST_TEST((done.run.sets[0].pipelines[1].state == PipelineState::passed));
  BOOST_TEST(done.run.sets[0].pipelines[1].project == "gh/o/a");
}

BOOST_AUTO_TEST_CASE(the_ledger_says_why_something_failed_and_when) {
  Bench b;
  b.set({"a"});
  b.project("a").statuses = {"failed"};

  b.release();

  const auto event = last_event(b, EventKind::finished, "a");
  BOOST_TEST(event.state == "failed");
  BOOST_TEST(event.why == "workflow `build` failed");
  BOOST_TEST(event.stopped_at == "2026-01-14T10:05:00Z");
}

BOOST_AUTO_TEST_CASE(a_cancelled_pipeline_is_started_again) {
  Bench b;
  b.set({"a"});
  b.project("a").statuses = {"canceled"};
  const auto first = b.release();
  b.project("a").statuses = {"success"};

  const auto second = b.release();

  BOOST_TEST((first.run.sets[0].pipelines[0].state == PipelineState::canceled));
  BOOST_TEST((second.run.state == RunState::passed));
  BOOST_TEST(b.provider.times("trigger a") == 2);
}

BOOST_AUTO_TEST_SUITE_END()
