// A whole release against a CI in memory and a local ledger: what is triggered, in which order, and what a
// later run makes of what an earlier one left behind.
#include "bench.hpp"

#include <boost/test/unit_test.hpp>

namespace orch = ra::orchestrate;
using ra::model::PipelineState;
using ra::model::RunState;
using ra::model::SetState;
using ra::test::Bench;
using namespace std::chrono_literals;

namespace {

std::size_t place(const std::vector<std::string>& log, const std::string& line) {
  return static_cast<std::size_t>(std::ranges::find(log, line) - log.begin());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(release)

BOOST_AUTO_TEST_CASE(sets_run_one_after_the_other_and_empty_ones_are_kept) {
  Bench b;
  b.set({"a", "b"});
  b.set({});
  b.set({"c"});
  b.provider.projects["a"].statuses = {"running", "success"};

  const auto done = b.release();

  BOOST_TEST((done.run.state == RunState::passed));
  BOOST_TEST(done.run.sets.size() == 3U);
  BOOST_TEST((done.run.sets[1].state == SetState::not_started));
  BOOST_TEST(place(b.provider.log, "trigger c") > place(b.provider.log, "inspect a"));
}

BOOST_AUTO_TEST_CASE(every_project_is_checked_before_the_first_trigger) {
  Bench b;
  b.set({"a"});
  b.set({"b", "c"});
  b.provider.projects["b"].set_up = false;
  b.provider.projects["c"].set_up = false;

  const auto done = b.release();

  BOOST_TEST_REQUIRE(done.error.has_value());
  BOOST_TEST((done.error->code == ra::Errc::config));
  BOOST_TEST(done.error->message.find("gh/o/b") != std::string::npos);
  BOOST_TEST(done.error->message.find("gh/o/c") != std::string::npos);
  BOOST_TEST(b.provider.times("trigger a") == 0);
}

BOOST_AUTO_TEST_CASE(the_first_failure_stops_and_the_set_is_looked_at_once_more) {
  Bench b;
  b.set({"a", "b"});
  b.set({"c"});
  b.provider.projects["a"].statuses = {"failed"};
  b.provider.projects["b"].statuses = {"running"};

  const auto done = b.release();

  BOOST_TEST((done.run.state == RunState::failed));
  BOOST_TEST((done.run.sets[0].pipelines[0].state == PipelineState::failed));
  BOOST_TEST((done.run.sets[0].pipelines[1].state == PipelineState::running));
  BOOST_TEST(done.run.sets[0].pipelines[1].stopped_at == "");
  BOOST_TEST(b.provider.times("inspect b") == 1);
  BOOST_TEST(b.provider.times("trigger c") == 0);
  BOOST_TEST(!done.error.has_value());
}

BOOST_AUTO_TEST_CASE(intents_stand_in_the_ledger_before_anything_is_triggered) {
  Bench b;
  b.set({"a", "b"});
  std::vector<std::string> seen;
  b.provider.on = [&](const std::string& line) {
    if (line.starts_with("trigger")) seen.push_back(b.ledger());
  };

  b.release();

  BOOST_TEST_REQUIRE(!seen.empty());
  BOOST_TEST(seen.front().find(R"("event":"intent")") != std::string::npos);
  BOOST_TEST(seen.front().find(R"("component":"b")") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(after_a_red_dry_run_only_what_failed_runs_again) {
  Bench b;
  b.set({"a"});
  b.set({"b", "c"});
  b.red_run("c");

  const auto done = b.release();

  BOOST_TEST((done.run.state == RunState::passed));
  BOOST_TEST(done.run.notes.empty());
  BOOST_TEST(b.provider.times("trigger a") == 0);
  BOOST_TEST(b.provider.times("trigger b") == 0);
  BOOST_TEST(b.provider.times("trigger c") == 1);
}

BOOST_AUTO_TEST_CASE(what_passed_runs_again_when_its_branch_has_moved_and_so_do_the_sets_after_it) {
  Bench b;
  b.set({"a"});
  b.set({"b", "c"});
  b.red_run("c");
  b.heads["a"] = b.provider.projects["a"].revision = "a2";

  const auto done = b.release();

  BOOST_TEST((done.run.state == RunState::passed));
  BOOST_TEST(b.provider.times("trigger a") == 1);
  BOOST_TEST(b.provider.times("trigger b") == 1);
  BOOST_TEST_REQUIRE(done.run.notes.size() == 1U);
  BOOST_TEST(done.run.notes[0] == "a: master has moved since it passed; it and the sets after it run again");
}

BOOST_AUTO_TEST_CASE(what_moved_in_a_set_leaves_the_sets_before_it_and_its_neighbours_alone) {
  Bench b;
  b.set({"a"});
  b.set({"b", "c"});
  b.red_run("c");
  b.heads["b"] = b.provider.projects["b"].revision = "b2";

  b.release();

  BOOST_TEST(b.provider.times("trigger a") == 0);
  BOOST_TEST(b.provider.times("trigger b") == 1);
  BOOST_TEST(b.provider.times("trigger c") == 1);
}

BOOST_AUTO_TEST_CASE(a_branch_that_cannot_be_read_keeps_its_result_with_a_note) {
  Bench b;
  b.set({"a"});
  b.set({"b", "c"});
  b.red_run("c");
  b.heads.erase("a");

  const auto done = b.release();

  BOOST_TEST(b.provider.times("trigger a") == 0);
  BOOST_TEST_REQUIRE(done.run.notes.size() == 1U);
  BOOST_TEST(done.run.notes[0].find("could not be read: no such repository") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_real_release_starts_nothing_twice_because_a_branch_has_moved) {
  Bench b;
  b.set({"a"});
  b.set({"b", "c"});
  orch::ReleaseOptions for_good;
  for_good.mode = ra::model::Mode::release;
  b.heads["a"] = b.provider.projects["a"].revision = "a1";
  b.provider.projects["c"].statuses = {"failed"};
  b.release(for_good);
  b.provider.projects["c"].statuses = {"success"};
  b.heads["a"] = "a2";
  b.provider.log.clear();

  b.release(for_good);

  BOOST_TEST(b.provider.times("trigger a") == 0);
}

BOOST_AUTO_TEST_CASE(a_lost_answer_whose_pipeline_exists_is_not_triggered_again) {
  Bench b;
  b.set({"a"});
  b.provider.projects["a"].trigger_errors.push_back(ra::error(ra::Errc::uncertain, "reset"));

  const auto done = b.release();

  BOOST_TEST((done.run.state == RunState::passed));
  BOOST_TEST(b.provider.projects["a"].made.size() == 1U);
  BOOST_TEST(b.provider.times("find a") == 1);
}

BOOST_AUTO_TEST_CASE(a_lost_answer_without_a_pipeline_is_triggered_again) {
  Bench b;
  b.set({"a"});
  b.provider.projects["a"].uncertain_takes_effect = false;
  b.provider.projects["a"].trigger_errors.push_back(ra::error(ra::Errc::uncertain, "reset"));

  const auto done = b.release();

  BOOST_TEST((done.run.state == RunState::passed));
  BOOST_TEST(b.provider.projects["a"].made.size() == 1U);
  BOOST_TEST(b.provider.times("trigger a") == 2);
}

BOOST_AUTO_TEST_CASE(a_refused_trigger_is_a_failure_with_its_reason) {
  Bench b;
  b.set({"a"});
  b.provider.projects["a"].trigger_errors.push_back(ra::error(ra::Errc::config, "unexpected argument dry_run"));

  const auto done = b.release();

  BOOST_TEST((done.run.state == RunState::failed));
  BOOST_TEST(done.run.sets[0].pipelines[0].why == "unexpected argument dry_run");
}

BOOST_AUTO_TEST_CASE(a_wrong_token_ends_the_run_with_that_error) {
  Bench b;
  b.set({"a", "b"});
  b.config.ci.max_parallel = 1;
  b.provider.projects["a"].trigger_errors.push_back(ra::error(ra::Errc::unauthorized, "the token was refused"));

  const auto done = b.release();

  BOOST_TEST_REQUIRE(done.error.has_value());
  BOOST_TEST((done.error->code == ra::Errc::unauthorized));
  BOOST_TEST(b.provider.times("trigger b") == 0);
}

BOOST_AUTO_TEST_CASE(never_more_pipelines_at_once_than_configured) {
  Bench b;
  b.set({"a", "b", "c", "d", "e"});
  b.config.ci.max_parallel = 2;
  for (const char* name : {"a", "b", "c", "d", "e"}) b.provider.projects[name].statuses = {"running", "success"};

  b.release();

  BOOST_TEST(b.provider.most_running == 2U);
}

BOOST_AUTO_TEST_CASE(the_next_run_keeps_what_passed_and_starts_what_failed) {
  Bench b;
  b.set({"a", "b"});
  b.set({"c"});
  b.config.ci.on_failure = ra::model::OnFailure::finish_set;
  b.provider.projects["a"].statuses = {"failed"};
  b.release();
  b.provider.projects["a"].statuses = {"success"};

  const auto done = b.release();

  BOOST_TEST((done.run.state == RunState::passed));
  BOOST_TEST(done.run.attempt == 2);
  BOOST_TEST(b.provider.times("trigger a") == 2);
  BOOST_TEST(b.provider.times("trigger b") == 1);
  BOOST_TEST(b.provider.times("trigger c") == 1);
  BOOST_TEST(done.run.earlier.size() == 1U);
}

BOOST_AUTO_TEST_CASE(what_still_ran_at_the_report_is_picked_up_not_triggered_again) {
  Bench b;
  b.set({"a", "b"});
  b.provider.projects["a"].statuses = {"failed"};
  b.provider.projects["b"].statuses = {"running"};
  b.release();
  b.provider.projects["a"].statuses = {"success"};
  b.provider.projects["b"].statuses = {"success"};

  const auto done = b.release();

  BOOST_TEST((done.run.state == RunState::passed));
  BOOST_TEST(b.provider.times("trigger b") == 1);
}

BOOST_AUTO_TEST_CASE(what_failed_after_the_report_is_started_again) {
  Bench b;
  b.set({"a", "b"});
  b.provider.projects["a"].statuses = {"failed"};
  b.provider.projects["b"].statuses = {"running"};
  b.release();
  b.provider.projects["a"].statuses = {"success"};
  b.provider.projects["b"].statuses = {"failed", "success"};

  const auto done = b.release();

  BOOST_TEST((done.run.state == RunState::passed));
  BOOST_TEST(b.provider.times("trigger b") == 2);
}

BOOST_AUTO_TEST_CASE(a_run_that_passed_is_not_resumed) {
  Bench b;
  b.set({"a"});
  const auto first = b.release();

  const auto second = b.release();

  BOOST_TEST(b.provider.times("trigger a") == 2);
  BOOST_TEST(first.run.run_id != second.run.run_id);
}

BOOST_AUTO_TEST_CASE(resume_no_starts_everything_afresh) {
  Bench b;
  b.set({"a", "b"});
  b.provider.projects["b"].statuses = {"failed"};
  b.release();
  b.provider.projects["b"].statuses = {"success"};
  orch::ReleaseOptions options;
  options.resume = false;

  b.release(options);

  BOOST_TEST(b.provider.times("trigger a") == 2);
}

BOOST_AUTO_TEST_CASE(only_runs_the_components_named) {
  Bench b;
  b.set({"a", "b"});
  orch::ReleaseOptions options;
  options.only = {"b"};

  const auto done = b.release(options);

  BOOST_TEST((done.run.state == RunState::passed));
  BOOST_TEST(b.provider.times("trigger a") == 0);
  BOOST_TEST(b.provider.times("trigger b") == 1);
}

BOOST_AUTO_TEST_CASE(told_to_stop_it_triggers_nothing_more_and_reports) {
  Bench b;
  b.set({"a"});
  b.set({"b"});
  b.provider.projects["a"].statuses = {"running"};
  b.during = [](orch::Release& release) {
    if (release.view().sets[0].pipelines[0].state == PipelineState::running) release.interrupt();
  };

  const auto done = b.release();

  BOOST_TEST((done.run.state == RunState::cancelled));
  BOOST_TEST((done.run.sets[1].state == SetState::not_started));
  BOOST_TEST(b.provider.times("trigger b") == 0);
  BOOST_TEST(done.run.sets[0].pipelines[0].pipeline_guid == "a-1");
}

BOOST_AUTO_TEST_CASE(a_service_that_stays_away_ends_the_run_as_unavailable) {
  Bench b;
  b.set({"a"});
  b.config.ci.patience = 0ms;
  b.provider.projects["a"].observe_errors.assign(3, ra::error(ra::Errc::unavailable, "still 503"));

  const auto done = b.release();

  BOOST_TEST_REQUIRE(done.error.has_value());
  BOOST_TEST((done.error->code == ra::Errc::unavailable));
}

BOOST_AUTO_TEST_CASE(a_second_run_in_the_same_folder_is_a_conflict) {
  Bench b;
  b.set({"a"});
  std::optional<ra::Error> second;
  b.provider.on = [&](const std::string& line) {
    if (line == "trigger a" && !second) second = b.release().error;
  };

  b.release();

  BOOST_TEST_REQUIRE(second.has_value());
  BOOST_TEST((second->code == ra::Errc::conflict));
}

BOOST_AUTO_TEST_CASE(what_ends_between_the_last_poll_and_the_report_is_not_lost) {
  Bench b;
  b.set({"a", "b"});
  b.project("a").statuses = {"failed"};
  b.project("b").statuses = {"running"};
  b.provider.on = [&](const std::string& line) {
    if (line == "inspect a") b.project("b").statuses = {"success"};
  };

  const auto done = b.release();

  BOOST_TEST((done.run.state == RunState::failed));
  BOOST_TEST((done.run.sets[0].pipelines[1].state == PipelineState::passed));
}

BOOST_AUTO_TEST_CASE(the_set_goes_on_after_a_failure_when_asked_for_and_the_next_one_does_not) {
  Bench b;
  b.set({"a", "b"});
  b.set({"c"});
  b.config.ci.max_parallel = 1;
  b.config.ci.on_failure = ra::model::OnFailure::finish_set;
  b.project("a").statuses = {"failed"};

  const auto done = b.release();

  BOOST_TEST((done.run.state == RunState::failed));
  BOOST_TEST((done.run.sets[0].pipelines[1].state == PipelineState::passed));
  BOOST_TEST(b.provider.times("trigger c") == 0);
}

BOOST_AUTO_TEST_CASE(the_report_is_written_after_each_set_and_at_the_end) {
  Bench b;
  b.set({"a"});
  b.set({"b"});
  std::vector<std::string> reports;
  b.report = [&](const ra::model::Run& run) {
    std::string states;
    for (const auto& set : run.sets) states += std::string{ra::model::to_string(set.state)} + " ";
    reports.push_back(states + std::string{ra::model::to_string(run.state)});
  };

  b.release();

  const std::vector<std::string> expected{"passed not_started running", "passed passed running",
                                          "passed passed passed"};
  BOOST_TEST(reports == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(components_that_are_left_out_are_not_asked_for) {
  Bench b;
  b.set({"a", "b"});
  b.project("a").set_up = false;
  orch::ReleaseOptions options;
  options.only = {"b"};

  const auto done = b.release(options);

  BOOST_TEST((done.run.state == RunState::passed));
}

BOOST_AUTO_TEST_SUITE_END()
