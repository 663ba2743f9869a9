#include "conformance/provider_steps.hpp"

#include "base/coroutine.hpp"
#include "base/nothrow.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <exception>

namespace asio = boost::asio;

namespace ra::conformance {

ci::Verdict judged(const ci::Observation& seen) {
  const Clock clock;
  return ci::judge(seen, ci::VerdictPolicy{}, Duration{0}, clock.wall());
}

asio::awaitable<ci::PipelineRef> triggered(ci::Provider& provider, const ci::Job& job) {
  const auto answer = co_await provider.trigger(job);
  BOOST_REQUIRE_MESSAGE(answer.has_value(), "trigger: " << (answer ? "" : answer.error().message));
  co_return *answer;
}

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

}  // namespace ra::conformance
