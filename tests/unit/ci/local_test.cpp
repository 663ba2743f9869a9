#include "ci/local.hpp"

#include "base/files.hpp"
#include "support/fake_clock.hpp"
#include "support/rehearsal.hpp"

#include <fcntl.h>
#include <unistd.h>
#include <boost/test/unit_test.hpp>

using namespace ra;
using namespace ra::test;
using namespace std::chrono_literals;
namespace fs = std::filesystem;
namespace local = ra::ci::local;

namespace {

struct LocalFixture : Rehearsal {
  FakeClock clock;
  LocalFixture() : Rehearsal{RA_LOCAL_RUNNER, &clock} {}

  local::State state_of(const ci::PipelineRef& pipeline) const {
    return local::read_state(folder_of(pipeline)).value();
  }

  // Its pipelines have two processes that would run for ever.
  std::unique_ptr<ci::Provider> endless() {
    add("build", "sleep 1000 & sleep 1000");
    return provider();
  }

  ci::PipelineRef trigger_endless(ci::Provider& provider) {
    auto pipeline = trigger(provider);
    // The checkout has several processes too.
    BOOST_REQUIRE(wait_until([&] {
      const auto state = local::read_state(folder_of(pipeline));
      return state && state->jobs.at(1).status == "running" && processes_of(pipeline).size() >= 3;
    }));
    return pipeline;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(local_provider, LocalFixture)

BOOST_AUTO_TEST_CASE(a_component_without_commands_is_an_error_before_anything_is_made) {
  const auto ci = provider();

  const auto answer = get(ci->trigger(job));

  BOOST_REQUIRE(answer.has_error());
  BOOST_TEST((answer.error().code == Errc::config));
  BOOST_TEST(!fs::exists(folder / "work"));
}

BOOST_AUTO_TEST_CASE(a_runner_that_cannot_be_started_leaves_nothing_to_be_found) {
  add("build", "true");
  options.executable = (folder / "no-such-program").string();
  const auto ci = provider();

  const auto answer = get(ci->trigger(job));

  BOOST_REQUIRE(answer.has_error());
  BOOST_TEST(answer.error().message.find("No such file") != std::string::npos);
  BOOST_TEST(!get(ci->find(job, 0, {})).value().has_value());
}

BOOST_AUTO_TEST_CASE(the_created_time_is_the_given_clocks) {
  add("build", "true");
  const auto ci = provider();

  const auto pipeline = trigger(*ci);

  BOOST_TEST(pipeline.created_at == "2026-01-14T10:00:00.000Z");
}

BOOST_AUTO_TEST_CASE(a_check_says_which_branch_is_missing) {
  add("build", "true");
  job.branch = "9.9.x";
  const auto ci = provider();

  const auto answer = get(ci->check(job));

  BOOST_REQUIRE(answer.has_error());
  BOOST_TEST((answer.error().code == Errc::not_found));
  BOOST_TEST(answer.error().message.find("9.9.x") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_runner_keeps_none_of_our_files_open) {
  const int ours = ::open("/dev/zero", O_RDONLY);  // without O_CLOEXEC, as some libraries open theirs
  const auto ci = endless();
  const auto pipeline = trigger_endless(*ci);
  const auto runner = state_of(pipeline).runner.pid;

  std::vector<std::string> open;
  for (const auto& entry : fs::directory_iterator{"/proc/" + std::to_string(runner) + "/fd"}) {
    open.push_back(fs::read_symlink(entry.path()).string());
  }

  BOOST_TEST(!open.empty());
  BOOST_TEST(std::ranges::count(open, "/dev/zero") == 0);
  ::close(ours);
}

BOOST_AUTO_TEST_CASE(the_tests_that_failed_in_a_job_are_in_its_failure) {
  add("build",
      "mkdir -p target/surefire-reports; echo \"<testsuite><testcase name='one'><failure message='no'/>"
      "</testcase></testsuite>\" > target/surefire-reports/a.xml; false");
  const auto ci = provider();
  const auto pipeline = trigger(*ci);
  BOOST_REQUIRE(wait_for(*ci, pipeline, "failed"));

  const auto failure = get(ci->inspect(job, pipeline)).value().at(0).jobs.at(1).failure.value();

  BOOST_TEST((failure.tests_failed == 1));
  BOOST_TEST(failure.message == "one: no");
  BOOST_TEST((failure.exit_code == 1));
}

BOOST_AUTO_TEST_CASE(an_interrupt_ends_every_process) {
  const auto ci = endless();
  const auto pipeline = trigger_endless(*ci);
  const auto runner = state_of(pipeline).runner;

  run_coroutine([&] { return ci->interrupt(); });

  BOOST_TEST(!local::alive(runner));
  BOOST_TEST(processes_of(pipeline).empty());
  const auto workflow = get(ci->inspect(job, pipeline)).value().at(0);
  BOOST_TEST(workflow.status == "canceled");
  BOOST_TEST(workflow.jobs.at(1).status == "canceled");
  BOOST_TEST(!workflow.stopped_at.empty());
}

BOOST_AUTO_TEST_CASE(an_interrupt_right_after_the_trigger_is_not_lost) {
  add("build", "sleep 1000");
  const auto ci = provider();
  const auto pipeline = trigger(*ci);

  run_coroutine([&] { return ci->interrupt(); });

  BOOST_TEST(status(*ci, pipeline) == "canceled");
  BOOST_TEST(processes_of(pipeline).empty());
}

BOOST_AUTO_TEST_CASE(an_interrupt_ends_what_an_earlier_program_started_once_it_was_seen) {
  auto first = endless();
  const auto pipeline = trigger_endless(*first);
  first.reset();
  const auto second = provider();
  BOOST_REQUIRE(status(*second, pipeline) == "running");

  run_coroutine([&] { return second->interrupt(); });

  BOOST_TEST(processes_of(pipeline).empty());
}

BOOST_AUTO_TEST_CASE(a_pipeline_whose_runner_was_killed_is_canceled_and_leaves_no_process) {
  const auto ci = endless();
  const auto pipeline = trigger_endless(*ci);
  const auto runner = state_of(pipeline).runner;
  clock.advance(5min);

  ::kill(runner.pid, SIGKILL);
  BOOST_REQUIRE(wait_for(*ci, pipeline, "canceled"));

  const auto workflow = get(ci->inspect(job, pipeline)).value().at(0);
  BOOST_TEST(workflow.stopped_at == "2026-01-14T10:05:00.000Z");
  BOOST_TEST(workflow.jobs.at(1).status == "canceled");
  BOOST_TEST(workflow.jobs.at(1).failure.value().message.find("runner is gone") != std::string::npos);
  BOOST_TEST(wait_until([&] { return processes_of(pipeline).empty(); }));
}

BOOST_AUTO_TEST_CASE(a_stranger_with_the_runners_number_is_not_the_runner) {
  const auto ci = endless();
  const auto pipeline = trigger_endless(*ci);
  auto state = state_of(pipeline);
  ::kill(state.runner.pid, SIGKILL);
  BOOST_REQUIRE(wait_until([&] { return !local::alive(state.runner); }));
  state.runner = local::look_at(::getpid())->id;
  ++state.runner.start;
  BOOST_REQUIRE(local::write_state(folder_of(pipeline), state));

  BOOST_TEST(status(*ci, pipeline) == "canceled");
  run_coroutine([&] { return ci->interrupt(); });  // and we are still here
}

BOOST_AUTO_TEST_CASE(a_pipeline_that_was_ordered_but_not_started_is_started_when_it_is_found) {
  add("build", "true");
  const auto ci = provider();
  const auto model = trigger(*ci);
  finish(*ci, model);
  auto order = local::read_order(folder_of(model)).value();
  order.number = 2;
  order.id = "11111111-2222-4333-8444-555555555555";
  const fs::path second = folder_of(model).parent_path() / "2";
  BOOST_REQUIRE(local::write_order(second, order));

  const auto found = get(ci->find(job, 1, {})).value();

  BOOST_REQUIRE(found.has_value());
  BOOST_TEST(found->id == order.id);
  BOOST_TEST(wait_for(*ci, *found, "success"));
}

BOOST_AUTO_TEST_CASE(a_pipeline_is_run_once_however_often_it_is_found) {
  add("build", "echo ran >> ../count; sleep 0.05");
  const auto ci = provider();
  const auto pipeline = trigger(*ci);

  for (int i = 0; i < 5; ++i) get(ci->find(job, 0, {})).value();
  finish(*ci, pipeline);
  get(ci->find(job, 0, {})).value();

  BOOST_TEST(read_file(folder_of(pipeline) / "count", 100).value() == "ran\n");
}

BOOST_AUTO_TEST_CASE(a_folder_without_an_order_is_passed_over_and_its_number_not_used_again) {
  add("build", "true");
  fs::create_directories(folder / "work" / "local" / job.project / "7");
  const auto ci = provider();

  BOOST_TEST(!get(ci->find(job, 0, {})).value().has_value());
  BOOST_TEST(trigger(*ci).number == 8);
}

BOOST_AUTO_TEST_CASE(find_gives_the_oldest_of_the_branch) {
  add("build", "true");
  const auto ci = provider();
  job.branch = "master";
  trigger(*ci);
  job.branch = "3.16.x";
  const auto second = trigger(*ci);
  trigger(*ci);

  const auto found = get(ci->find(job, 0, {})).value();

  BOOST_REQUIRE(found.has_value());
  BOOST_TEST(found->id == second.id);
}

BOOST_AUTO_TEST_CASE(damaged_state_is_an_error_that_names_the_file) {
  add("build", "true");
  const auto ci = provider();
  const auto pipeline = trigger(*ci);
  finish(*ci, pipeline);
  BOOST_REQUIRE(write_file(folder_of(pipeline) / "state.json", "{\"status\": "));

  const auto answer = get(ci->observe(job, pipeline));

  BOOST_REQUIRE(answer.has_error());
  BOOST_TEST(answer.error().message.find("state.json") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
