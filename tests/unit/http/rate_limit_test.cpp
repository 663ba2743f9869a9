#include "http/rate_limit.hpp"

#include "base/coroutine.hpp"
#include "support/fake_clock.hpp"
#include "support/run_coroutine.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <string>
#include <vector>

using namespace std::chrono_literals;
namespace asio = boost::asio;

namespace {

// Notes when each request comes through, and which.
class Noting final : public ra::http::Client {
 public:
  explicit Noting(const ra::Clock& clock) : clock_{clock}, start_{clock.steady()} {}

  asio::awaitable<ra::Result<ra::http::Response>> send(const ra::http::Request& request) override {
    times.push_back(std::chrono::duration_cast<ra::Duration>(clock_.steady() - start_));
    urls.push_back(request.url);
    co_return ra::http::Response{};
  }

  std::vector<ra::Duration> times;
  std::vector<std::string> urls;

 private:
  const ra::Clock& clock_;
  ra::SteadyTime start_;
};

asio::awaitable<void> send_one(ra::http::Client& client, int n) {
  ra::http::Request request;
  request.url = std::to_string(n);
  const auto result = co_await client.send(request);
  BOOST_TEST(result.has_value());
}

struct RateBench {
  ra::test::FakeClock clock;
  Noting* noting = nullptr;
  std::unique_ptr<ra::http::Client> client;

  explicit RateBench(double rate) {
    auto owned = std::make_unique<Noting>(clock);
    noting = owned.get();
    client = ra::http::rate_limited(std::move(owned), rate, clock.sleep(), clock);
  }

  // All at the same time.
  void send(int many) {
    ra::test::run_coroutine([&]() -> asio::awaitable<void> {
      const auto executor = co_await asio::this_coro::executor;
      for (int i = 0; i < many; ++i) ra::spawn(executor, send_one(*client, i));
    });
  }
};

std::size_t most_within(const std::vector<ra::Duration>& times, ra::Duration window) {
  std::size_t most = 0;
  for (const auto from : times) {
    const auto inside = std::ranges::count_if(times, [&](const auto t) { return t >= from && t < from + window; });
    most = std::max(most, static_cast<std::size_t>(inside));
  }
  return most;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(rate_limit)

BOOST_AUTO_TEST_CASE(a_burst_passes_and_then_the_rate_rules) {
  struct Row {
    double rate;
    int many;
    std::vector<ra::Duration> times;
  };
  const std::vector<Row> rows{
      {1, 3, {0s, 1s, 2s}},
      {2, 5, {0s, 0s, 500ms, 1s, 1500ms}},
      {0.5, 3, {0s, 2s, 4s}},
      {3, 5, {0s, 0s, 0s, 334ms, 667ms}},
      {1.5, 4, {0s, 334ms, 1s, 1667ms}},
  };
  for (const Row& row : rows) {
    RateBench bench{row.rate};

    bench.send(row.many);

    BOOST_TEST((bench.noting->times == row.times), "rate " << row.rate);
  }
}

BOOST_AUTO_TEST_CASE(first_come_is_first_served) {
  RateBench bench{10};

  bench.send(50);

  std::vector<std::string> expected;
  for (int i = 0; i < 50; ++i) expected.push_back(std::to_string(i));
  BOOST_TEST(bench.noting->urls == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(who_comes_while_another_waits_does_not_overtake_it) {
  ra::test::FakeClock clock;
  auto owned = std::make_unique<Noting>(clock);
  const Noting& noting = *owned;
  std::unique_ptr<ra::http::Client> client;
  int sleeps = 0;
  // The third comes at the very moment when the token is there for which the second has waited.
  const auto wait = [&](ra::Duration time) -> asio::awaitable<void> {
    const auto executor = co_await asio::this_coro::executor;
    clock.advance(time);
    if (++sleeps == 1) ra::spawn(executor, send_one(*client, 2));
    co_await asio::post(executor, asio::use_awaitable);
    co_await asio::post(executor, asio::use_awaitable);
  };
  const ra::http::Sleep sleep = wait;
  client = ra::http::rate_limited(std::move(owned), 1, sleep, clock);

  ra::test::run_coroutine([&]() -> asio::awaitable<void> {
    const auto executor = co_await asio::this_coro::executor;
    for (int i = 0; i < 2; ++i) ra::spawn(executor, send_one(*client, i));
  });

  const std::vector<std::string> expected{"0", "1", "2"};
  BOOST_TEST(noting.urls == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(no_second_holds_more_than_rate_and_burst) {
  RateBench bench{7};

  bench.send(60);
  bench.clock.advance(10s);  // a pause fills the bucket, and no more than fills it
  bench.send(60);

  BOOST_TEST(bench.noting->times.size() == 120U);
  BOOST_TEST(most_within(bench.noting->times, 1s) <= 14U);
  BOOST_TEST(most_within(bench.noting->times, 1min) <= 7U * 60 + 7);
  BOOST_TEST((bench.noting->times.back() >= 10s + 2 * 53s / 7));
}

BOOST_AUTO_TEST_CASE(a_machine_that_slept_does_not_let_all_waiters_go_at_once) {
  RateBench bench{2};
  const auto sleep = bench.clock.sleep();
  int naps = 0;
  auto owned = std::make_unique<Noting>(bench.clock);
  Noting& noting = *owned;
  // The third wait takes a minute longer than asked for.
  const ra::http::Sleep late = [&](ra::Duration d) { return sleep(++naps == 3 ? d + 1min : d); };
  bench.client = ra::http::rate_limited(std::move(owned), 2, late, bench.clock);

  bench.send(20);

  BOOST_TEST(noting.times.size() == 20U);
  BOOST_TEST(most_within(noting.times, 1s) <= 4U);
}

BOOST_AUTO_TEST_CASE(no_rate_is_no_limit) {
  for (const double rate : {0.0, -1.0}) {
    RateBench bench{rate};

    bench.send(100);

    BOOST_TEST(bench.clock.slept().empty());
    BOOST_TEST(bench.noting->times.size() == 100U);
  }
}

BOOST_AUTO_TEST_CASE(a_cancelled_waiter_leaves_its_place_to_the_next) {
  RateBench bench{1};
  asio::io_context context{1};
  asio::cancellation_signal stop;
  auto end = asio::bind_cancellation_slot(stop.slot(), [](std::exception_ptr) {});
  ra::spawn(context.get_executor(), send_one(*bench.client, 0));
  ra::spawn(context.get_executor(), send_one(*bench.client, 1));
  asio::co_spawn(context, send_one(*bench.client, 2), std::move(end));
  ra::spawn(context.get_executor(), send_one(*bench.client, 3));
  asio::post(context, [&] { stop.emit(asio::cancellation_type::terminal); });

  context.run();

  const std::vector<std::string> expected{"0", "1", "3"};
  BOOST_TEST(bench.noting->urls == expected, boost::test_tools::per_element());
  BOOST_TEST((bench.noting->times == std::vector<ra::Duration>{0s, 1s, 2s}));
}

BOOST_AUTO_TEST_SUITE_END()
