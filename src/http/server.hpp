#pragma once

#include "base/file_reader.hpp"
#include "base/log.hpp"
#include "base/time.hpp"
#include "http/incoming.hpp"
#include "http/listener.hpp"

#include <functional>
#include <memory>
#include <string>

namespace ra::http {

// What is answered. Its length is known before it begins.
struct Reply {
  int status = 200;
  Headers headers;
  std::shared_ptr<const std::string> body;  // shared by all who ask for the same
  std::shared_ptr<FileReader> file;         // or so, a piece at a time
  std::uint64_t file_size = 0;
};
Reply text_reply(int status, std::string body, const char* type = "text/plain; charset=utf-8");

// Gives the answer to a request. HEAD is asked like GET, and its body is left out afterwards.
using Answering = std::function<boost::asio::awaitable<Reply>(Incoming)>;

struct ServerOptions {
  IncomingLimits limits;
  Duration to_ask = std::chrono::seconds{20};      // from the last answer to the end of the next request
  Duration to_answer = std::chrono::seconds{120};  // and until it is written
  Duration to_part = std::chrono::seconds{2};      // how long a peer may take to see that it has ended
  std::size_t connections = 200;                   // more are told to come back
};

// A small server of HTTP/1.1 for what people look at and programs ask. It trusts nobody: whatever is too long, too slow
// or too many ends the connection that it came by, and no other. Outlives all that its executor runs.
class Server {
 public:
  Server(const boost::asio::any_io_executor& executor, Listener listener, Answering answering, ServerOptions options,
         const Clock& clock, const Log& log);

  std::string url() const { return "http://" + listener_.endpoint().text(); }

  // Until it is cancelled; with it, all connections end.
  boost::asio::awaitable<void> run();

 private:
  boost::asio::awaitable<void> serve(std::shared_ptr<Stream> stream);
  boost::asio::awaitable<bool> exchange(Stream& stream);
  boost::asio::awaitable<bool> answer(Stream& stream, Incoming request);
  boost::asio::awaitable<bool> send(Stream& stream, const Reply& reply, bool keep_alive, bool with_body);
  boost::asio::awaitable<void> turn_away(std::shared_ptr<Stream> stream);
  boost::asio::awaitable<void> part(Stream& stream);

  boost::asio::any_io_executor executor_;
  Listener listener_;
  Answering answering_;
  ServerOptions options_;
  const Clock& clock_;
  const Log& log_;
};

}  // namespace ra::http
