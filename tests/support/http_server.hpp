#pragma once

#include "http/client.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <string>

namespace ra::test {

// How an answer goes wrong on its way.
enum class Fault {
  none,
  reset,     // the connection is reset before a byte of the answer
  truncate,  // Content-Length is right, half of the body comes, then the connection closes
  slow,      // the body comes a few bytes every 20 ms
  never,     // no answer; the connection stays open
};

struct ReceivedRequest {
  std::string method;  // GET
  std::string target;  // /api/v2/me?page-token=x
  http::Headers headers;
  std::string body;
  std::size_t connection = 0;  // on which it came, counted from 1
};

struct Answer {
  int status = 200;
  http::Headers headers;
  std::string body;
  Fault fault = Fault::none;
  std::chrono::milliseconds delay{0};  // before the answer
  std::size_t slow_pieces = 4096;      // of a slow body, at most; a piece is never under 16 bytes
};

using Handler = std::function<Answer(const ReceivedRequest&)>;

// A small HTTP/1.1 server on 127.0.0.1 for tests and fakes: keep-alive, Content-Length and chunked
// request bodies, TLS when a context is given, and faults at the level of bytes, which is why it is not Beast.
class HttpServer {
 public:
  HttpServer(boost::asio::any_io_executor executor, Handler handler, unsigned short port = 0,
             std::shared_ptr<boost::asio::ssl::context> tls = nullptr);
  ~HttpServer();

  unsigned short port() const;
  std::string url() const;  // http://127.0.0.1:PORT
  void stop();              // takes no more connections and ends the ones that there are

  struct State;

 private:
  std::shared_ptr<State> state_;
};

}  // namespace ra::test
