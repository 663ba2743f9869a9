// What every ci::Provider tells of a pipeline that runs, and of how and why it ended.
#include "conformance/provider_steps.hpp"

#include <boost/asio/use_awaitable.hpp>

#include <algorithm>

namespace asio = boost::asio;

namespace ra::conformance {

namespace {

// The failures of all jobs.
std::vector<model::JobRun> red_jobs(const std::vector<model::WorkflowRun>& workflows) {
  std::vector<model::JobRun> red;
  for (const auto& workflow : workflows) {
    for (const auto& job : workflow.jobs) {
      if (job.failure) red.push_back(job);
    }
  }
  return red;
}

bool mentions(const model::Failure& failure, const std::string& name) {
  const auto has = [&](const std::string& line) { return line.find(name) != std::string::npos; };
  return has(failure.message) || std::ranges::any_of(failure.tests, has) || std::ranges::any_of(failure.log_tail, has);
}

}  // namespace

asio::awaitable<void> a_project_that_is_not_there_never_passes(Subject& subject) {
  const auto provider = subject.provider();
  const auto job = subject.absent();

  const auto answer = co_await provider->trigger(job);

  if (!answer) {
    BOOST_TEST((answer.error().code == Errc::not_found), answer.error().message);
    co_return;
  }
  const auto verdict = co_await ended(subject, *provider, job, *answer);
  BOOST_TEST((verdict.kind == Kind::failed));
}

asio::awaitable<void> a_good_pipeline_passes(Subject& subject) {
  const auto provider = subject.provider();
  const auto job = subject.passing();
  const auto pipeline = co_await triggered(*provider, job);

  const auto verdict = co_await ended(subject, *provider, job, pipeline);

  BOOST_TEST((verdict.kind == Kind::passed), verdict.why);
  const auto workflows = co_await provider->inspect(job, pipeline);
  BOOST_REQUIRE(workflows.has_value());
  BOOST_TEST(!workflows->empty());
  BOOST_TEST(red_jobs(*workflows).empty());
}

asio::awaitable<void> a_bad_pipeline_fails_and_is_explained_down_to_its_log(Subject& subject) {
  const auto provider = subject.provider();
  const auto expected = subject.failing();
  const auto pipeline = co_await triggered(*provider, expected.job);

  const auto verdict = co_await ended(subject, *provider, expected.job, pipeline);
  const auto workflows = co_await provider->inspect(expected.job, pipeline);

  BOOST_TEST((verdict.kind == Kind::failed));
  BOOST_REQUIRE(workflows.has_value());
  const auto workflow = std::ranges::find(*workflows, expected.workflow, &model::WorkflowRun::name);
  BOOST_REQUIRE((workflow != workflows->end()));
  BOOST_TEST(workflow->status == "failed");
  BOOST_TEST(parse_utc(workflow->stopped_at).has_value(), workflow->stopped_at);
  const auto red = red_jobs(*workflows);
  BOOST_REQUIRE(red.size() == 1U);
  BOOST_TEST(red.front().name == expected.job_name);
  BOOST_TEST(red.front().status == "failed");
  BOOST_TEST(red.front().http_link.find("://") != std::string::npos);
  const auto& failure = *red.front().failure;
  BOOST_TEST(failure.step == expected.step);
  BOOST_REQUIRE(failure.exit_code.has_value());
  BOOST_TEST(*failure.exit_code == expected.exit_code);
  BOOST_TEST(!failure.message.empty());
  BOOST_TEST((std::ranges::find(failure.log_tail, expected.log_line) != failure.log_tail.end()));
}

asio::awaitable<void> the_log_of_a_pipeline_can_be_read_to_its_end(Subject& subject) {
  const auto provider = subject.provider();
  const auto expected = subject.failing();
  const auto pipeline = co_await triggered(*provider, expected.job);
  co_await ended(subject, *provider, expected.job, pipeline);
  KeptLogs logs;

  const auto read = co_await provider->read_logs(expected.job, pipeline, logs);

  BOOST_REQUIRE_MESSAGE(read.has_value(), "read_logs: " << (read ? "" : read.error().message));
  const auto tells = [&](const KeptLogs::Kept& one) { return one.text.find(expected.log_line) != std::string::npos; };
  const auto found = std::ranges::find_if(logs.all, tells);
  BOOST_REQUIRE((found != logs.all.end()));
  BOOST_TEST(found->step.workflow == expected.workflow);
  BOOST_TEST(found->step.job == expected.job_name);
  BOOST_TEST(!found->step.name.empty());
  BOOST_TEST(!found->step.job_id.empty());
  BOOST_TEST(found->step.job_link.find("://") != std::string::npos);
  BOOST_TEST(parse_utc(found->step.time).has_value(), found->step.time);
  BOOST_TEST((std::ranges::count_if(logs.all, tells) == 1));
}

asio::awaitable<void> an_end_of_the_reader_ends_the_reading_of_a_log(Subject& subject) {
  const auto provider = subject.provider();
  const auto expected = subject.failing();
  const auto pipeline = co_await triggered(*provider, expected.job);
  co_await ended(subject, *provider, expected.job, pipeline);
  KeptLogs logs;
  logs.refuse = true;

  const auto read = co_await provider->read_logs(expected.job, pipeline, logs);

  BOOST_REQUIRE(read.has_error());
  BOOST_TEST(read.error().message.find("the disk is full") != std::string::npos, read.error().message);
}

asio::awaitable<void> a_failed_test_is_named(Subject& subject) {
  const auto provider = subject.provider();
  const auto job = subject.with_red_test();
  const auto pipeline = co_await triggered(*provider, job);

  const auto verdict = co_await ended(subject, *provider, job, pipeline);
  const auto workflows = co_await provider->inspect(job, pipeline);

  BOOST_TEST((verdict.kind == Kind::failed));
  BOOST_REQUIRE(workflows.has_value());
  const auto red = red_jobs(*workflows);
  BOOST_REQUIRE(red.size() == 1U);
  const std::string test = subject.red_test();
  BOOST_TEST(mentions(*red.front().failure, test));
}

asio::awaitable<void> a_pipeline_that_works_is_running(Subject& subject) {
  const auto provider = subject.provider();
  const auto job = subject.endless();
  const auto pipeline = co_await triggered(*provider, job);
  co_await begun(subject, *provider, job, pipeline);

  const auto seen = co_await provider->observe(job, pipeline);

  BOOST_REQUIRE(seen.has_value());
  BOOST_TEST((judged(*seen).kind == Kind::running));
  BOOST_TEST(seen->workflows.front().stopped_at.empty());
  BOOST_TEST(!seen->workflows.front().id.empty());
}

asio::awaitable<void> a_running_pipeline_can_be_inspected(Subject& subject) {
  const auto provider = subject.provider();
  const auto job = subject.endless();
  const auto pipeline = co_await triggered(*provider, job);
  co_await begun(subject, *provider, job, pipeline);

  const auto workflows = co_await provider->inspect(job, pipeline);

  BOOST_REQUIRE(workflows.has_value());
  BOOST_REQUIRE(!workflows->empty());
  BOOST_TEST(workflows->front().status == "running");
  BOOST_TEST(!workflows->front().jobs.empty());
  BOOST_TEST(red_jobs(*workflows).empty());
}

asio::awaitable<void> an_interrupt_ends_pipelines_of_this_machine_and_no_others(Subject& subject) {
  const auto provider = subject.provider();
  const auto job = subject.endless();
  const auto pipeline = co_await triggered(*provider, job);
  co_await begun(subject, *provider, job, pipeline);

  co_await provider->interrupt();

  const auto seen = co_await provider->observe(job, pipeline);
  BOOST_REQUIRE(seen.has_value());
  const auto verdict = judged(*seen);
  const auto expected = subject.ends_on_interrupt() ? Kind::failed : Kind::running;
  BOOST_TEST((verdict.kind == expected), verdict.why);
}

}  // namespace ra::conformance
