#pragma once

#include "base/time.hpp"
#include "http/tls.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/system/error_code.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace ra::http {

// A TCP connection, with TLS on it when asked for, and a deadline for all that it does. Moves bytes; knows nothing of
// what they mean. Here and nowhere else Asio's operations on sockets are compiled.
// What is still under way at the deadline ends with asio::error::timed_out, and so does everything after it.
class Stream {
 public:
  struct Moved {
    boost::system::error_code ec;
    std::size_t bytes = 0;
  };

  explicit Stream(const boost::asio::any_io_executor& executor);
  // Of a connection that somebody else has made: takes over its descriptor.
  Stream(const boost::asio::any_io_executor& executor, int handle, bool v6);

  boost::asio::awaitable<boost::system::error_code> connect(boost::asio::ip::address address, std::uint16_t port);

  // First the session, for what the peer must prove; the context outlives the stream.
  ssl_st* begin_tls(boost::asio::ssl::context& context);
  boost::asio::awaitable<boost::system::error_code> handshake();

  boost::asio::awaitable<Moved> write(std::string_view all);
  boost::asio::awaitable<Moved> read_some();  // to the end of `unread`

  void end_writing();  // the peer sees the end, and may still be read

  void expires_at(SteadyTime deadline);
  void expires_never();

  // The server said something or went away while nobody asked: not a connection to write on.
  bool is_dead() const;

  std::string unread;  // read, but not yet used

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace ra::http
