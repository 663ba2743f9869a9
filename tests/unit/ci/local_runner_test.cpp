#include "base/files.hpp"
#include "base/text.hpp"
#include "support/rehearsal.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>
#include <boost/test/unit_test.hpp>

#include <fstream>

using namespace ra;
using namespace ra::test;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

struct Fixture : Rehearsal {
  Fixture() : Rehearsal{RA_LOCAL_RUNNER} {}

  // Runs the jobs that were added.
  model::WorkflowRun run() {
    const auto ci = provider();
    const auto pipeline = trigger(*ci);
    return finish(*ci, pipeline);
  }

  std::string log_of(const std::string& name) const {
    return read_file(folder_of(triggered.back()) / (name + ".log"), 1U << 20U).value();
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(local_runner, Fixture)

BOOST_AUTO_TEST_CASE(jobs_run_one_after_the_other_in_a_fresh_clone) {
  add("build", "cat README > built");
  add("test", "grep hello built");

  const auto workflow = run();

  BOOST_TEST(workflow.status == "success");
  BOOST_REQUIRE(workflow.jobs.size() == 3U);
  BOOST_TEST(workflow.jobs[0].name == "checkout");
  BOOST_TEST(workflow.jobs[2].name == "test");
  BOOST_TEST(workflow.jobs[2].status == "success");
  BOOST_TEST(workflow.jobs[2].started_at >= workflow.jobs[1].stopped_at);
  BOOST_TEST(!workflow.jobs[2].failure.has_value());
  BOOST_TEST(!fs::exists(repository.path() / "built"));
}

BOOST_AUTO_TEST_CASE(what_is_built_is_the_commit_of_the_branch) {
  add("build", "git rev-parse HEAD");
  const auto ci = provider();
  const auto pipeline = trigger(*ci);
  finish(*ci, pipeline);

  const auto seen = get(ci->observe(job, pipeline)).value();

  BOOST_TEST(seen.revision.size() == 40U);
  BOOST_TEST(seen.revision == trim(log_of("build")));
}

BOOST_AUTO_TEST_CASE(after_a_failure_the_other_jobs_do_not_run) {
  add("build", "echo one; echo 'BUILD FAILURE'; echo three >&2; exit 3");
  add("test", "true");

  const auto workflow = run();

  BOOST_TEST(workflow.status == "failed");
  BOOST_TEST(workflow.jobs[1].status == "failed");
  BOOST_REQUIRE(workflow.jobs[1].failure.has_value());
  BOOST_TEST(workflow.jobs[1].failure->step == "build");
  BOOST_TEST(workflow.jobs[1].failure->exit_code.value() == 3);
  BOOST_TEST(workflow.jobs[1].failure->message == "BUILD FAILURE");
  BOOST_TEST(workflow.jobs[1].failure->log_tail == (std::vector<std::string>{"one", "BUILD FAILURE", "three"}),
             boost::test_tools::per_element());
  BOOST_TEST(workflow.jobs[2].status == "not_run");
  BOOST_TEST(workflow.jobs[2].http_link.empty());
}

BOOST_AUTO_TEST_CASE(a_command_that_fails_in_the_middle_fails_the_job) {
  add("build", "false\necho never");

  const auto workflow = run();

  BOOST_TEST(workflow.jobs[1].status == "failed");
  BOOST_TEST(log_of("build").empty());
}

BOOST_AUTO_TEST_CASE(a_job_that_a_signal_ends_has_failed_with_128_and_the_signal) {
  add("build", "kill -9 $$");

  const auto workflow = run();

  BOOST_TEST(workflow.jobs[1].failure.value().exit_code.value() == 137);
}

BOOST_AUTO_TEST_CASE(a_branch_that_does_not_exist_fails_the_checkout_with_gits_message) {
  add("build", "true");
  job.branch = "9.9.x";

  const auto workflow = run();

  BOOST_TEST(workflow.status == "failed");
  BOOST_TEST(workflow.jobs[0].status == "failed");
  BOOST_TEST(workflow.jobs[0].failure.value().message.find("Remote branch 9.9.x not found") != std::string::npos);
  BOOST_TEST(workflow.jobs[1].status == "not_run");
}

BOOST_AUTO_TEST_CASE(a_job_over_its_limit_is_ended_with_all_it_started) {
  add("build", "sleep 1000 & setsid sleep 1000 & sleep 1000", 200ms);
  add("test", "true");

  const auto workflow = run();

  BOOST_TEST(workflow.status == "failed");
  BOOST_TEST(workflow.jobs[1].status == "timedout");
  BOOST_TEST(workflow.jobs[1].failure.value().message.find("time limit") != std::string::npos);
  BOOST_TEST(workflow.jobs[2].status == "not_run");
  BOOST_TEST(processes_of(triggered.back()).empty());
}

BOOST_AUTO_TEST_CASE(a_job_that_does_not_listen_to_sigterm_is_killed) {
  add("build", "trap '' TERM; while :; do sleep 0.1; done", 100ms);

  const auto workflow = run();

  BOOST_TEST(workflow.jobs[1].status == "timedout");
  BOOST_TEST(processes_of(triggered.back()).empty());
}

BOOST_AUTO_TEST_CASE(what_a_good_job_leaves_running_is_ended_too) {
  add("build", "sleep 1000 >/dev/null 2>&1 & echo done");

  const auto workflow = run();

  BOOST_TEST(workflow.status == "success");
  BOOST_TEST(processes_of(triggered.back()).empty());
}

BOOST_AUTO_TEST_CASE(the_parameters_stand_in_the_environment_and_our_tokens_do_not) {
  options.environment.insert({{"CIRCLE_TOKEN", "ccc"}, {"GITHUB_TOKEN", "ggg"}, {"GH_TOKEN", "hhh"}, {"MINE", "mmm"}});
  job.parameters = {{"gio_action", std::string{"release"}}, {"dry_run", true}};
  add("build", "env");

  run();

  const auto text = log_of("build");
  const auto seen = lines(text);
  const auto has = [&](std::string_view line) { return std::ranges::find(seen, line) != seen.end(); };
  BOOST_TEST(has("GIO_ACTION=release"));
  BOOST_TEST(has("DRY_RUN=true"));
  BOOST_TEST(has("RELEASE_ACTION_COMPONENT=gravitee-gateway"));
  BOOST_TEST(has("RELEASE_ACTION_BRANCH=3.16.x"));
  BOOST_TEST(has("MINE=mmm"));
  BOOST_TEST(text.find("TOKEN") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(no_value_of_the_environment_is_written_to_disk) {
  options.environment["NPM_TOKEN"] = "do-not-write-me";
  add("build", "test -n \"$NPM_TOKEN\"");

  const auto workflow = run();

  BOOST_TEST(workflow.status == "success");
  for (const auto& entry : fs::directory_iterator{folder_of(triggered.back())}) {
    if (!entry.is_regular_file()) continue;
    BOOST_TEST(read_file(entry.path(), 1U << 20U).value().find("do-not-write-me") == std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(a_job_finds_nothing_to_read) {
  add("build", "cat; echo read");

  const auto workflow = run();

  BOOST_TEST(workflow.status == "success");
  BOOST_TEST(log_of("build") == "read\n");
}

BOOST_AUTO_TEST_CASE(a_second_runner_leaves_the_pipeline_to_the_first) {
  ci::local::Order order;
  order.id = "11111111-2222-4333-8444-555555555555";
  order.jobs = {{"build", "touch ../ran", 1min, "build.log"}};
  const fs::path pipeline = folder / "pipeline";
  fs::create_directories(pipeline / "src");
  BOOST_REQUIRE(ci::local::write_order(pipeline, order));
  const int first = ::open((pipeline / "runner.lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  BOOST_REQUIRE(::flock(first, LOCK_EX) == 0);
  const std::string second = std::string{"'" RA_LOCAL_RUNNER "' local-run '"} + pipeline.string() + "'";

  shell(second);
  const bool ran_beside = fs::exists(pipeline / "ran");
  ::close(first);
  shell(second);

  BOOST_TEST(!ran_beside);
  BOOST_TEST(fs::exists(pipeline / "ran"));
}

BOOST_AUTO_TEST_CASE(only_the_newest_clone_of_a_project_is_kept) {
  add("build", "true");
  run();
  const auto first = triggered.back();

  run();

  BOOST_TEST(!fs::exists(folder_of(first) / "src"));
  BOOST_TEST(fs::exists(folder_of(first) / "checkout.log"));
  BOOST_TEST(fs::exists(folder_of(triggered.back()) / "src" / "README"));
}

BOOST_AUTO_TEST_SUITE_END()
