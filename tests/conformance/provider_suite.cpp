#include "conformance/provider_suite.hpp"

#include "base/coroutine.hpp"
#include "base/nothrow.hpp"
#include "ci/verdict.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <exception>

namespace asio = boost::asio;

namespace ra::conformance {

namespace {

using Kind = ci::Verdict::Kind;

ci::Verdict judged(const ci::Observation& seen) {
  const Clock clock;
  return ci::judge(seen, ci::VerdictPolicy{}, Duration{0}, clock.wall());
}

asio::awaitable<ci::PipelineRef> triggered(ci::Provider& provider, const ci::Job& job) {
  const auto answer = co_await provider.trigger(job);
  BOOST_REQUIRE_MESSAGE(answer.has_value(), "trigger: " << (answer ? "" : answer.error().message));
  co_return *answer;
}

// The first verdict that is not "running".
asio::awaitable<ci::Verdict> ended(Subject& subject, ci::Provider& provider, const ci::Job& job,
                                   const ci::PipelineRef& pipeline) {
  for (int looks = 0; looks < 3000; ++looks) {
    const auto seen = co_await provider.observe(job, pipeline);
    BOOST_REQUIRE_MESSAGE(seen.has_value(), "observe: " << (seen ? "" : seen.error().message));
    const auto verdict = judged(*seen);
    if (verdict.kind != Kind::running) co_return verdict;
    co_await subject.pause();
  }
  BOOST_FAIL("the pipeline did not end");
  co_return ci::Verdict{};
}

// The first observation that has a workflow which runs.
asio::awaitable<void> begun(Subject& subject, ci::Provider& provider, const ci::Job& job,
                            const ci::PipelineRef& pipeline) {
  for (int looks = 0; looks < 3000; ++looks) {
    const auto seen = co_await provider.observe(job, pipeline);
    BOOST_REQUIRE(seen.has_value());
    if (!seen->workflows.empty() && seen->workflows.front().status == "running") co_return;
    co_await subject.pause();
  }
  BOOST_FAIL("the pipeline did not begin");
}

asio::awaitable<std::optional<ci::PipelineRef>> found(ci::Provider& provider, const ci::Job& job, std::int64_t after,
                                                      const std::set<std::string>& known) {
  const auto answer = co_await provider.find(job, after, known);
  BOOST_REQUIRE_MESSAGE(answer.has_value(), "find: " << (answer ? "" : answer.error().message));
  co_return *answer;
}

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

class KeptLogs final : public ci::LogVisitor {
 public:
  struct Kept {
    ci::LoggedStep step;
    std::string text;
  };

  Result<> step(const ci::LoggedStep& step) override {
    if (refuse) return error(Errc::conflict, "the disk is full");
    all.push_back({step, {}});
    return {};
  }
  Result<> text(std::string_view piece) override {
    BOOST_REQUIRE(!all.empty());
    all.back().text += piece;
    return {};
  }
  Result<> missing(const ci::LoggedStep& step, std::string_view why) override {
    BOOST_ERROR("missing: " << step.name << ": " << why);
    return {};
  }

  std::vector<Kept> all;
  bool refuse = false;
};

}  // namespace

asio::awaitable<void> Subject::pause() {
  const auto executor = co_await asio::this_coro::executor;
  asio::steady_timer timer{executor, std::chrono::milliseconds{10}};
  const auto token = ra::nothrow;
  co_await timer.async_wait(token);
}

void run(Subject& subject, asio::awaitable<void> behaviour) {
  std::exception_ptr thrown;
  spawn(subject.context.get_executor(), std::move(behaviour), [&](std::exception_ptr e) {
    thrown = e;
    subject.context.stop();
  });
  subject.context.run();
  if (thrown) std::rethrow_exception(thrown);
}

asio::awaitable<void> check_accepts_a_project_that_is_set_up(Subject& subject) {
  const auto provider = subject.provider();
  const auto job = subject.passing();

  const auto answer = co_await provider->check(job);

  BOOST_TEST(answer.has_value(), (answer ? "" : answer.error().message));
}

asio::awaitable<void> check_says_that_a_project_is_not_there(Subject& subject) {
  const auto provider = subject.provider();
  const auto job = subject.absent();

  const auto answer = co_await provider->check(job);

  BOOST_REQUIRE(answer.has_error());
  BOOST_TEST((answer.error().code == Errc::not_found), answer.error().message);
}

asio::awaitable<void> a_trigger_gives_a_pipeline_with_id_number_link_and_time(Subject& subject) {
  const auto provider = subject.provider();
  const auto job = subject.passing();

  const auto pipeline = co_await triggered(*provider, job);

  BOOST_TEST(!pipeline.id.empty());
  BOOST_TEST(pipeline.number > 0);
  BOOST_TEST(pipeline.http_link.find("://") != std::string::npos);
  BOOST_TEST(parse_utc(pipeline.created_at).has_value(), pipeline.created_at);
}

asio::awaitable<void> numbers_of_a_project_count_up(Subject& subject) {
  const auto provider = subject.provider();
  const auto job = subject.passing();

  const auto first = co_await triggered(*provider, job);
  const auto second = co_await triggered(*provider, job);

  BOOST_TEST(second.number > first.number);
  BOOST_TEST(second.id != first.id);
}

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

asio::awaitable<void> newest_number_is_zero_before_the_first_pipeline(Subject& subject) {
  const auto provider = subject.provider();
  const auto job = subject.passing();

  const auto number = co_await provider->newest_number(job);

  BOOST_REQUIRE(number.has_value());
  BOOST_TEST(*number == 0);
}

asio::awaitable<void> newest_number_is_that_of_the_last_trigger(Subject& subject) {
  const auto provider = subject.provider();
  const auto job = subject.passing();
  co_await triggered(*provider, job);
  const auto last = co_await triggered(*provider, job);

  const auto number = co_await provider->newest_number(job);

  BOOST_REQUIRE(number.has_value());
  BOOST_TEST(*number == last.number);
}

asio::awaitable<void> find_gives_a_trigger_whose_answer_was_lost(Subject& subject) {
  const auto job = subject.passing();
  auto killed = subject.provider();
  const auto lost = co_await triggered(*killed, job);
  killed.reset();
  const auto provider = subject.provider();
  const std::set<std::string> known;

  const auto answer = co_await found(*provider, job, 0, known);

  BOOST_REQUIRE(answer.has_value());
  BOOST_TEST(answer->id == lost.id);
  BOOST_TEST(answer->number == lost.number);
  BOOST_TEST(answer->http_link == lost.http_link);
  BOOST_TEST(answer->created_at == lost.created_at);
  const auto verdict = co_await ended(subject, *provider, job, *answer);
  BOOST_TEST((verdict.kind == Kind::passed), verdict.why);
}

asio::awaitable<void> find_gives_the_oldest_of_several(Subject& subject) {
  const auto provider = subject.provider();
  const auto job = subject.passing();
  const auto first = co_await triggered(*provider, job);
  co_await triggered(*provider, job);
  const std::set<std::string> known;

  const auto answer = co_await found(*provider, job, 0, known);

  BOOST_REQUIRE(answer.has_value());
  BOOST_TEST(answer->id == first.id);
}

asio::awaitable<void> find_passes_over_pipelines_from_before(Subject& subject) {
  const auto provider = subject.provider();
  const auto job = subject.passing();
  const auto before = co_await triggered(*provider, job);
  const std::set<std::string> known;

  const auto nothing = co_await found(*provider, job, before.number, known);
  const auto after = co_await triggered(*provider, job);
  const auto answer = co_await found(*provider, job, before.number, known);

  BOOST_TEST(!nothing.has_value());
  BOOST_REQUIRE(answer.has_value());
  BOOST_TEST(answer->id == after.id);
}

asio::awaitable<void> find_passes_over_pipelines_that_are_known(Subject& subject) {
  const auto provider = subject.provider();
  const auto job = subject.passing();
  const auto first = co_await triggered(*provider, job);
  const auto second = co_await triggered(*provider, job);
  const std::set<std::string> known{first.id};

  const auto answer = co_await found(*provider, job, 0, known);

  BOOST_REQUIRE(answer.has_value());
  BOOST_TEST(answer->id == second.id);
}

asio::awaitable<void> find_passes_over_other_branches(Subject& subject) {
  const auto provider = subject.provider();
  const auto job = subject.passing();
  co_await triggered(*provider, job);
  auto other = job;
  other.branch = "another-branch";
  const std::set<std::string> known;

  const auto answer = co_await found(*provider, other, 0, known);

  BOOST_TEST(!answer.has_value());
}

asio::awaitable<void> a_pipeline_outlives_the_object_that_started_it(Subject& subject) {
  const auto job = subject.passing();
  auto first = subject.provider();
  const auto pipeline = co_await triggered(*first, job);
  first.reset();
  const auto second = subject.provider();

  const auto verdict = co_await ended(subject, *second, job, pipeline);

  BOOST_TEST((verdict.kind == Kind::passed), verdict.why);
}

asio::awaitable<void> a_pipeline_that_nobody_made_is_not_found(Subject& subject) {
  const auto provider = subject.provider();
  const auto job = subject.passing();
  auto pipeline = co_await triggered(*provider, job);
  pipeline.id = "00000000-0000-4000-8000-000000000000";

  const auto seen = co_await provider->observe(job, pipeline);
  const auto workflows = co_await provider->inspect(job, pipeline);
  KeptLogs logs;
  const auto read = co_await provider->read_logs(job, pipeline, logs);

  BOOST_REQUIRE(seen.has_error());
  BOOST_TEST((seen.error().code == Errc::not_found), seen.error().message);
  BOOST_REQUIRE(read.has_error());
  BOOST_TEST((read.error().code == Errc::not_found), read.error().message);
  BOOST_REQUIRE(workflows.has_error());
  BOOST_TEST((workflows.error().code == Errc::not_found), workflows.error().message);
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
