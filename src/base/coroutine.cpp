#include "base/coroutine.hpp"

#include <boost/asio/co_spawn.hpp>

namespace ra {

namespace asio = boost::asio;

void spawn(const asio::any_io_executor& executor, asio::awaitable<void> work,
           std::function<void(std::exception_ptr)> done) {
  asio::co_spawn(executor, std::move(work), [done = std::move(done)](std::exception_ptr e) {
    if (done) done(std::move(e));
  });
}

void run_coroutine(asio::io_context& io, asio::awaitable<void> work) {
  std::exception_ptr failed;
  spawn(io.get_executor(), std::move(work), [&failed](std::exception_ptr e) { failed = std::move(e); });
  io.restart();  // where it has run before, it has stopped
  io.run();
  if (failed) std::rethrow_exception(failed);
}

}  // namespace ra
