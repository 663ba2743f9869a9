#include "http/lookup.hpp"

#include "base/nothrow.hpp"
#include "http/unreached.hpp"

#include <fmt/format.h>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>

#include <memory>

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace ra::http {

namespace {

// Asio cannot stop a name lookup that has begun; this leaves it behind at the deadline.
struct Lookup {
  Lookup(const asio::any_io_executor& executor, SteadyTime deadline) : resolver{executor}, done{executor, deadline} {}

  tcp::resolver resolver;
  asio::steady_timer done;
  Addresses found{asio::error::timed_out, {}};
};

}  // namespace

asio::awaitable<Addresses> look_up_by_system(std::string host, SteadyTime deadline) {
  Addresses literal;
  const auto address = asio::ip::make_address(host, literal.ec);
  if (!literal.ec) {
    literal.all.push_back(address);
    co_return literal;
  }
  const auto executor = co_await asio::this_coro::executor;
  const auto lookup = std::make_shared<Lookup>(executor, deadline);
  lookup->resolver.async_resolve(host, "", [lookup](error_code ec, const auto& results) {
    lookup->found.ec = ec;
    for (const auto& entry : results) lookup->found.all.push_back(entry.endpoint().address());
    lookup->done.cancel();
  });
  co_await lookup->done.async_wait(nothrow);
  const auto state = co_await asio::this_coro::cancellation_state;
  if (state.cancelled() != asio::cancellation_type::none) lookup->found.ec = asio::error::operation_aborted;
  lookup->resolver.cancel();
  co_return lookup->found;
}

Error lookup_error(const error_code& ec, const std::string& host, bool reached) {
  // Asio's word for EAI_NONAME and its kin; EAI_AGAIN is host_not_found_try_again.
  if (ec == asio::error::host_not_found && !reached) {
    return error(Errc::config, fmt::format("there is no host named {}", host),
                 "check the host in the URL; where only a proxy knows it, name the proxy in HTTPS_PROXY");
  }
  return unreached(fmt::format("looking up {}", host), ec);
}

}  // namespace ra::http
