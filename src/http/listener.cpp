#include "http/listener.hpp"

#include "base/nothrow.hpp"
#include "base/text.hpp"

#include <fmt/format.h>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <charconv>
#include <optional>

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace ra::http {

namespace {

std::optional<std::uint16_t> port_of(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (text.empty() || ec != std::errc{} || end != text.data() + text.size()) return {};
  return port;
}

}  // namespace

struct Listener::State {
  explicit State(const asio::any_io_executor& executor) : acceptor{executor} {}

  tcp::acceptor acceptor;
};

std::string Endpoint::text() const {
  const std::string host = address.to_string();
  return address.is_v6() ? fmt::format("[{}]:{}", host, port) : fmt::format("{}:{}", host, port);
}

Result<Endpoint> parse_endpoint(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  const bool alone = colon == std::string_view::npos;
  const auto port = port_of(alone ? text : text.substr(colon + 1));
  std::string host{alone ? "127.0.0.1" : text.substr(0, colon)};
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  if (host == "localhost") host = "127.0.0.1";
  error_code ec;
  const asio::ip::address address = asio::ip::make_address(host, ec);
  if (!port || ec)
    return error(Errc::usage, fmt::format("`{}` is nothing to listen on", one_line(text, 100)),
                 "an address and a port, such as 127.0.0.1:8787");
  return Endpoint{address, *port};
}

Result<Listener> Listener::open(const asio::any_io_executor& executor, const Endpoint& at) {
  auto state = std::make_shared<State>(executor);
  const tcp::endpoint endpoint{at.address, at.port};
  error_code ec;
  state->acceptor.open(endpoint.protocol(), ec);
  if (!ec) state->acceptor.set_option(asio::socket_base::reuse_address{true}, ec);
  if (!ec) state->acceptor.bind(endpoint, ec);
  if (!ec) state->acceptor.listen(asio::socket_base::max_listen_connections, ec);
  if (!ec) return Listener{std::move(state)};
  const bool taken = ec == asio::error::address_in_use;
  return error(taken ? Errc::conflict : Errc::config, fmt::format("listening on {}: {}", at.text(), ec.message()),
               taken ? "another program listens there: take another port, or 0 for any that is free" : "");
}

Endpoint Listener::endpoint() const {
  error_code ignored;
  const tcp::endpoint local = state_->acceptor.local_endpoint(ignored);
  return {local.address(), local.port()};
}

asio::awaitable<std::unique_ptr<Stream>> Listener::accept() {
  tcp::socket socket{state_->acceptor.get_executor()};
  const auto [ec] = co_await state_->acceptor.async_accept(socket, nothrow);
  if (ec) co_return nullptr;
  error_code ignored;
  const tcp::endpoint local = socket.local_endpoint(ignored);
  const int handle = socket.release(ignored);
  co_return std::make_unique<Stream>(state_->acceptor.get_executor(), handle, local.address().is_v6());
}

}  // namespace ra::http
