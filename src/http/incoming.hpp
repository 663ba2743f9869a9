#pragma once

#include "http/client.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

// Requests that come to us. What they may be is little: none that two readers could take for different ones.
namespace ra::http {

struct Incoming {
  std::string method;  // GET
  std::string path;    // decoded; begins with /
  std::string host;    // with the port, when it has one
  Headers headers;
  std::string body;
  bool keep_alive = true;
  bool told_to_wait = false;  // Expect: 100-continue
};

struct IncomingLimits {
  std::size_t head = std::size_t{16} << 10U;
  std::size_t body = std::size_t{64} << 10U;
  std::size_t fields = 100;
};

// What the bytes of a connection begin with.
struct IncomingRead {
  enum class State { more, head, whole, refused };  // more: the head is not whole; head: the body is not

  State state = State::more;
  Incoming request;
  std::size_t size = 0;  // of all of it
  int status = 0;        // of a refusal
  std::string why;
};

// RFC 9112, without what nobody sends us: no lines that go on in the next one, no body without its length.
IncomingRead read_incoming(std::string_view bytes, const IncomingLimits& limits);

}  // namespace ra::http
