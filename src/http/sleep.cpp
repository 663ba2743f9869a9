#include "http/sleep.hpp"

#include "base/nothrow.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace ra::http {

namespace asio = boost::asio;

namespace {

asio::awaitable<void> wait(Duration time) {
  const auto executor = co_await asio::this_coro::executor;
  asio::steady_timer timer{executor, time};
  co_await timer.async_wait(nothrow);
}

}  // namespace

Sleep real_sleep() { return wait; }

}  // namespace ra::http
