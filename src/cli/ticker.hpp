#pragma once

#include "base/coroutine.hpp"
#include "base/nothrow.hpp"
#include "base/time.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <functional>
#include <utility>

namespace ra::cli {

// Calls something again and again until it is told to stop. It outlives the run of its io_context.
class Ticker {
 public:
  Ticker(boost::asio::io_context& io, Duration every, std::function<void()> call)
      : timer_{io}, every_{every}, call_{std::move(call)} {}

  void start() { spawn(timer_.get_executor(), tick()); }

  // A tick whose time has come is beyond cancelling, so it looks at the flag as well.
  void stop() {
    stopped_ = true;
    timer_.cancel();
  }

 private:
  boost::asio::awaitable<void> tick() {
    while (!stopped_) {
      timer_.expires_after(every_);
      const auto [ec] = co_await timer_.async_wait(nothrow);
      if (ec || stopped_) co_return;
      call_();
    }
  }

  boost::asio::steady_timer timer_;
  Duration every_;
  std::function<void()> call_;
  bool stopped_ = false;
};

}  // namespace ra::cli
