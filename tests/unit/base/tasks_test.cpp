#include "base/tasks.hpp"
#include "base/coroutine.hpp"
#include "base/same_secret.hpp"
#include "base/wakeup.hpp"

#include <boost/test/unit_test.hpp>

#include <stdexcept>
#include <string>

namespace asio = boost::asio;
using namespace ra;

namespace {

asio::awaitable<void> wait_long(asio::io_context& io, std::string& said, std::string name) {
  Wakeup wakeup{io.get_executor()};
  co_await wakeup.wait(std::chrono::hours{1});
  const Duration moment{1};
  co_await wakeup.wait(moment);  // whoever was cancelled does not come to here
  said += name;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(tasks)

BOOST_AUTO_TEST_CASE(what_still_goes_on_is_cancelled_at_the_end) {
  asio::io_context io;
  std::string said;
  std::size_t heard = 0;
  {
    Tasks all{io.get_executor()};
    all.start(wait_long(io, said, "a"), [&](std::exception_ptr) { ++heard; });
    all.start(wait_long(io, said, "b"));
    io.poll();
    BOOST_TEST(all.count() == 2U);
  }
  io.run();
  BOOST_TEST(said.empty());
  BOOST_TEST(heard == 0U);
}

BOOST_AUTO_TEST_CASE(what_ends_is_told_with_what_it_threw) {
  asio::io_context io;
  Tasks all{io.get_executor()};
  std::size_t threw = 0;
  const auto fail = []() -> asio::awaitable<void> {
    throw std::runtime_error("a bug");
    co_return;
  };
  all.start(fail(), [&](std::exception_ptr e) { threw += e ? 1U : 0U; });
  io.run();
  BOOST_TEST(threw == 1U);
  BOOST_TEST(all.count() == 0U);
}

BOOST_AUTO_TEST_CASE(who_rings_before_somebody_waits_is_heard_once) {
  asio::io_context io;
  Wakeup wakeup{io.get_executor()};
  wakeup.ring();
  wakeup.ring();
  const auto twice = [&]() -> asio::awaitable<int> {
    co_await wakeup.wait(std::chrono::hours{1});
    const Duration moment{1};
    co_await wakeup.wait(moment);
    co_return 2;
  };
  BOOST_TEST(run_coroutine(io, twice()) == 2);
}

BOOST_AUTO_TEST_CASE(who_rings_too_often_is_heard_once_when_the_rest_is_over) {
  asio::io_context io;
  Wakeup wakeup{io.get_executor()};
  const Duration rest{50};
  std::size_t heard = 0;
  const auto begin = std::chrono::steady_clock::now();
  const auto hear = [&]() -> asio::awaitable<void> {
    for (;;) {
      co_await wakeup.wait(std::chrono::hours{1}, rest);
      ++heard;
    }
  };
  {
    Tasks all{io.get_executor()};
    all.start(hear());
    while (heard < 2) {
      wakeup.ring();
      io.run_one_for(Duration{1});
    }
  }
  io.run();
  BOOST_TEST((std::chrono::steady_clock::now() - begin >= 2 * rest));
  // And never longer than the longest.
  const auto shortly = [&]() -> asio::awaitable<int> {
    const Duration moment{1};
    co_await wakeup.wait(moment, std::chrono::hours{1});
    co_return 1;
  };
  io.restart();
  BOOST_TEST(run_coroutine(io, shortly()) == 1);
}

BOOST_AUTO_TEST_CASE(secrets_are_the_same_or_not) {
  BOOST_TEST(same_secret("", ""));
  BOOST_TEST(same_secret("abc", "abc"));
  BOOST_TEST(!same_secret("abc", "abd"));
  BOOST_TEST(!same_secret("abc", "ab"));
  BOOST_TEST(!same_secret("", "a"));
}

BOOST_AUTO_TEST_SUITE_END()
