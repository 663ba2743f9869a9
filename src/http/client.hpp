#pragma once

#include "base/error.hpp"
#include "base/time.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ra::http {

enum class Method { get, head, post, put, patch, delete_ };
std::string_view to_string(Method method);

// Names compare without case; order and repeats are kept.
class Headers {
 public:
  void set(std::string name, std::string value);  // replaces
  void add(std::string name, std::string value);
  void remove(std::string_view name);
  std::string_view get(std::string_view name) const;  // the first, or ""
  const std::vector<std::pair<std::string, std::string>>& all() const { return all_; }

 private:
  std::vector<std::pair<std::string, std::string>> all_;
};

struct Response {
  int status = 0;
  Headers headers;
  std::string body;
};

// Takes the body of a 2xx answer piece by piece, so that it need not fit into memory. A request that is repeated
// begins again: `begin` gives the head of each answer, without its body.
class BodySink {
 public:
  virtual ~BodySink() = default;
  virtual Result<> begin(const Response& head) = 0;
  virtual Result<> write(std::string_view piece) = 0;
};

struct Request {
  Method method = Method::get;
  std::string url;  // absolute
  Headers headers;
  std::string body;                                   // and after it …
  std::filesystem::path body_file;                    // … a file, piece by piece, when this is not empty
  std::uint64_t file_from = 0;                        // of which only what begins here is sent
  std::optional<std::uint64_t> file_bytes;            // and so much of it; else to its end
  std::string body_end;                               // after a file
  Duration timeout = std::chrono::seconds{30};        // of the whole exchange
  std::uint64_t max_body = std::uint64_t{32} << 20U;  // bytes of an answer; more is an error
  BodySink* into = nullptr;                           // instead of Response::body; outlives the request
  bool may_repeat = false;                            // PUT or DELETE that does the same when done twice: as GET is
  bool follow = true;                                 // redirects, where the client does (following.hpp)
};

// Sends one request and gives the answer, whatever its status. Errors are of the transport:
//   transient  nothing reached the server (refused, no route, TLS not yet up)
//   uncertain  it may have (reset, time-out or a cut answer after the first byte was sent);
//              for GET and HEAD, and what says may_repeat, this is `transient` too
//   config     the URL is not one, or leads to nobody: there is no such host, or it speaks no TLS that we may speak
//              (on first contact; a host that was reached before is `transient`); plain http to a host that is not
//              loopback with a token in it; a file to send cannot be read
//   as `into` says, when it refuses
//   unauthorized  the server's certificate is expired or not trusted
// Wrapped by retrying() and rate_limited(); tests script it.
class Client {
 public:
  virtual ~Client() = default;
  virtual boost::asio::awaitable<Result<Response>> send(const Request& request) = 0;
};

}  // namespace ra::http
