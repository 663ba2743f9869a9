// What every ci::Provider finds again: a pipeline that another object has started.
#include "conformance/provider_steps.hpp"

#include <boost/asio/use_awaitable.hpp>

#include <optional>
#include <set>

namespace asio = boost::asio;

namespace ra::conformance {

namespace {

asio::awaitable<std::optional<ci::PipelineRef>> found(ci::Provider& provider, const ci::Job& job, std::int64_t after,
                                                      const std::set<std::string>& known) {
  const auto answer = co_await provider.find(job, after, known);
  BOOST_REQUIRE_MESSAGE(answer.has_value(), "find: " << (answer ? "" : answer.error().message));
  co_return *answer;
}

}  // namespace

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

}  // namespace ra::conformance
