#include "base/coroutine.hpp"
#include "support/fake_clock.hpp"
#include "support/http_script.hpp"
#include "support/run_coroutine.hpp"

#include <boost/asio/this_coro.hpp>
#include <boost/test/unit_test.hpp>

using namespace std::chrono_literals;
namespace asio = boost::asio;
using ra::http::Method;

BOOST_AUTO_TEST_SUITE(script)

BOOST_AUTO_TEST_CASE(a_script_answers_what_it_expects) {
  ra::test::ScriptedClient client;
  client.expect(Method::get, "/api/v2/me", ra::test::json_answer(200, "{}"));

  ra::test::run_coroutine([&]() -> asio::awaitable<void> {
    ra::http::Request request;
    request.url = "https://ci.example/api/v2/me?x=1";
    const auto answer = co_await client.send(request);
    BOOST_TEST_REQUIRE(answer.has_value());
    BOOST_TEST(answer->status == 200);
  });

  BOOST_TEST(client.done());
  BOOST_TEST(client.requests().size() == 1U);
}

BOOST_AUTO_TEST_CASE(what_no_script_expects_is_named) {
  ra::test::ScriptedClient client;
  client.expect(Method::post, "/pipeline", ra::test::answer(201));

  ra::test::run_coroutine([&]() -> asio::awaitable<void> {
    ra::http::Request request;
    request.url = "https://ci.example/pipeline";
    const auto answer = co_await client.send(request);
    BOOST_TEST_REQUIRE(answer.has_error());
    BOOST_TEST(answer.error().message ==
               "script: unexpected request GET https://ci.example/pipeline: expected POST …/pipeline…");
  });

  BOOST_TEST(!client.done());
  BOOST_TEST(client.left() == 1U);
}

asio::awaitable<void> sleep_and_note(ra::test::FakeClock& clock, std::vector<int>& order, int n) {
  const auto sleep = clock.sleep();
  const ra::Duration time = std::chrono::seconds{n};
  co_await sleep(time);
  order.push_back(n);
  co_await sleep(time);
  order.push_back(n);
}

BOOST_AUTO_TEST_CASE(sleepers_on_a_fake_clock_wake_in_order_and_at_their_time) {
  ra::test::FakeClock clock;
  const auto start = clock.steady();
  std::vector<int> order;

  ra::test::run_coroutine([&]() -> asio::awaitable<void> {
    const auto executor = co_await asio::this_coro::executor;
    for (const int n : {5, 1, 3}) ra::spawn(executor, sleep_and_note(clock, order, n));
  });

  const std::vector<int> expected{1, 1, 3, 5, 3, 5};
  BOOST_TEST(order == expected, boost::test_tools::per_element());
  BOOST_TEST((clock.steady() - start == 10s));
  BOOST_TEST((clock.slept_in_all() == 18s));
}

BOOST_AUTO_TEST_SUITE_END()
