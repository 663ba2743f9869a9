#include "cli/until_signal.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/signal_set.hpp>

#include <csignal>
#include <exception>
#include <optional>

namespace asio = boost::asio;

namespace ra::cli {

Result<int> until_signal(asio::io_context& io, asio::awaitable<Result<int>> work) {
  asio::signal_set signals{io, SIGINT, SIGTERM};
  asio::cancellation_signal cut;
  std::optional<Result<int>> result;
  std::exception_ptr failed;
  bool stopped = false;
  const auto done = [&](std::exception_ptr e, Result<int> value) {
    failed = std::move(e);
    if (!failed) result = std::move(value);
    signals.cancel();
    // What goes on beside it, such as the renewal of a lock, has nobody left to end it.
    if (stopped) io.stop();
  };
  asio::co_spawn(io, std::move(work), asio::bind_cancellation_slot(cut.slot(), done));
  signals.async_wait([&](const boost::system::error_code& ec, int /*number*/) {
    if (ec) return;
    stopped = true;
    cut.emit(asio::cancellation_type::terminal);
  });
  io.restart();
  io.run();
  // Whatever it says then is about having been stopped.
  if (stopped) return error(Errc::cancelled, "stopped by a signal");
  if (failed) std::rethrow_exception(failed);
  return *std::move(result);
}

}  // namespace ra::cli
