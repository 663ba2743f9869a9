#include "git/retry.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace ra::git {

namespace asio = boost::asio;

asio::awaitable<void> Retry::pause(int failed_tries) const {
  const Duration time = first_pause * (1 << (failed_tries - 1));
  if (sleep) {
    co_await sleep(time);
    co_return;
  }
  const auto executor = co_await asio::this_coro::executor;
  asio::steady_timer timer{executor, time};
  co_await timer.async_wait(asio::use_awaitable);
}

}  // namespace ra::git
