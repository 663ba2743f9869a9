#pragma once

#include "base/error.hpp"
#include "http/stream.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/address.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace ra::http {

// Where a server listens.
struct Endpoint {
  boost::asio::ip::address address;
  std::uint16_t port = 0;  // 0: any that is free

  std::string text() const;  // "127.0.0.1:8787", "[::1]:8787"
};
// "127.0.0.1:8787", "[::1]:8787", "localhost:8787", or a port alone, of this machine. An error is `usage`.
Result<Endpoint> parse_endpoint(std::string_view text);

// Takes connections.
class Listener {
 public:
  // An error (conflict): somebody listens there; (config): it is no address of this machine.
  static Result<Listener> open(const boost::asio::any_io_executor& executor, const Endpoint& at);

  Endpoint endpoint() const;

  // The next who connects; nobody when it could not be taken: wait a little then.
  boost::asio::awaitable<std::unique_ptr<Stream>> accept();

 private:
  struct State;
  explicit Listener(std::shared_ptr<State> state) : state_{std::move(state)} {}

  std::shared_ptr<State> state_;
};

}  // namespace ra::http
