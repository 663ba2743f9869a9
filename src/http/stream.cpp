#include "http/stream.hpp"

#include "base/nothrow.hpp"

#include <sys/socket.h>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>

#include <array>
#include <cerrno>
#include <optional>
#include <tuple>

namespace asio = boost::asio;
namespace ssl = boost::asio::ssl;
using asio::ip::tcp;
using boost::system::error_code;

namespace ra::http {

struct Stream::State {
  explicit State(const asio::any_io_executor& executor) : socket{executor}, timer{executor} {}

  error_code told(const error_code& ec) const {
    if (ec && timed_out) return asio::error::timed_out;
    // TLS that ends without saying so may have been cut by anybody: not an end in order.
    if (ec == ssl::error::stream_truncated) return asio::error::connection_reset;
    return ec;
  }

  tcp::socket socket;
  asio::steady_timer timer;
  std::optional<ssl::stream<tcp::socket&>> tls;
  std::array<char, 16384> chunk{};
  unsigned deadline = 0;  // which one counts: one that was replaced may come to its end all the same
  bool timed_out = false;
};

Stream::Stream(const asio::any_io_executor& executor) : state_{std::make_shared<State>(executor)} {}

Stream::Stream(const asio::any_io_executor& executor, int handle, bool v6) : Stream{executor} {
  error_code ignored;  // what is no connection shows itself when it is used
  state_->socket.assign(v6 ? tcp::v6() : tcp::v4(), handle, ignored);
  state_->socket.set_option(tcp::no_delay{true}, ignored);
}

asio::awaitable<error_code> Stream::connect(asio::ip::address address, std::uint16_t port) {
  const tcp::endpoint endpoint{address, port};
  const auto [ec] = co_await state_->socket.async_connect(endpoint, nothrow);
  if (ec) co_return state_->told(ec);
  error_code ignored;
  state_->socket.set_option(tcp::no_delay{true}, ignored);
  co_return error_code{};
}

SSL* Stream::begin_tls(ssl::context& context) { return state_->tls.emplace(state_->socket, context).native_handle(); }

asio::awaitable<error_code> Stream::handshake() {
  const auto [ec] = co_await state_->tls->async_handshake(ssl::stream_base::client, nothrow);
  co_return state_->told(ec);
}

asio::awaitable<Stream::Moved> Stream::write(std::string_view all) {
  Moved moved;
  while (moved.bytes < all.size() && !moved.ec) {
    const auto rest = asio::buffer(all.substr(moved.bytes));
    std::size_t n = 0;
    if (state_->tls) {
      std::tie(moved.ec, n) = co_await state_->tls->async_write_some(rest, nothrow);
    } else {
      std::tie(moved.ec, n) = co_await state_->socket.async_write_some(rest, nothrow);
    }
    moved.bytes += n;
  }
  moved.ec = state_->told(moved.ec);
  co_return moved;
}

asio::awaitable<Stream::Moved> Stream::read_some() {
  Moved moved;
  const auto space = asio::buffer(state_->chunk);
  if (state_->tls) {
    std::tie(moved.ec, moved.bytes) = co_await state_->tls->async_read_some(space, nothrow);
  } else {
    std::tie(moved.ec, moved.bytes) = co_await state_->socket.async_read_some(space, nothrow);
  }
  unread.append(state_->chunk.data(), moved.bytes);
  moved.ec = state_->told(moved.ec);
  co_return moved;
}

void Stream::end_writing() {
  error_code ignored;
  state_->socket.shutdown(tcp::socket::shutdown_send, ignored);
}

void Stream::expires_at(SteadyTime deadline) {
  const unsigned number = ++state_->deadline;
  state_->timer.expires_at(deadline);
  const std::weak_ptr<State> weak = state_;
  state_->timer.async_wait([weak, number](const error_code& ec) {
    const auto state = weak.lock();
    if (ec || !state || state->deadline != number) return;
    state->timed_out = true;
    error_code ignored;
    state->socket.close(ignored);
  });
}

void Stream::expires_never() {
  ++state_->deadline;
  state_->timer.cancel();
}

bool Stream::is_dead() const {
  char byte = 0;
  const auto n = ::recv(state_->socket.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  return n >= 0 || (errno != EAGAIN && errno != EWOULDBLOCK);
}

}  // namespace ra::http
