#include "cli/ticker.hpp"

#include <boost/test/unit_test.hpp>

#include <thread>

using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(ticker)

BOOST_AUTO_TEST_CASE(it_calls_until_it_is_stopped) {
  boost::asio::io_context io{1};
  int calls = 0;
  ra::cli::Ticker* self = nullptr;
  ra::cli::Ticker ticker{io, 1ms, [&] {
                           if (++calls == 3) self->stop();
                         }};
  self = &ticker;
  ticker.start();

  io.run_for(2s);

  BOOST_TEST(io.stopped());
  BOOST_TEST(calls == 3);
}

// A release that ended within the microseconds in which a tick was due never came back.
BOOST_AUTO_TEST_CASE(it_ends_also_when_its_next_tick_is_due_already) {
  boost::asio::io_context io{1};
  int calls = 0;
  ra::cli::Ticker ticker{io, 2ms, [&] { ++calls; }};
  boost::asio::steady_timer before{io, 1ms};
  before.async_wait([&](const boost::system::error_code&) { ticker.stop(); });
  ticker.start();
  io.run_one();                       // the coroutine begins and waits
  std::this_thread::sleep_for(10ms);  // both are due, so both are taken in one go

  io.run_for(2s);

  BOOST_TEST(io.stopped());
  BOOST_TEST(calls == 0);
}

BOOST_AUTO_TEST_SUITE_END()
