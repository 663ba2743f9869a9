// What strangers send to a server of ours, a piece at a time.
#include "fuzz/hold.hpp"
#include "fuzz/input.hpp"
#include "http/incoming.hpp"
#include "product/site_guard.hpp"

namespace ra::fuzz {

namespace {

void hold_same(const http::IncomingRead& one, const http::IncomingRead& other) {
  hold(one.state == other.state && one.status == other.status && one.size == other.size, "it is read the same again");
  hold(one.request.body == other.request.body && one.request.path == other.request.path, "and means the same");
}

void hold_request(const http::IncomingRead& read, std::string_view bytes, const http::IncomingLimits& limits) {
  const http::Incoming& request = read.request;
  hold(read.size <= bytes.size(), "no more is used than is there");
  hold(request.body.size() <= limits.body, "a body is within its limit");
  hold(request.path.starts_with('/'), "a path is one", request.path);
  for (const char c : request.path) hold(static_cast<unsigned char>(c) >= 0x20, "a path has no control bytes");
  hold(request.headers.all().size() <= limits.fields, "a head is within its limit");
  for (const auto& [name, value] : request.headers.all()) {
    hold(!name.empty() && name.find_first_of(" :\r\n\t") == std::string::npos, "a header has a name", name);
    hold(value.find_first_of("\r\n") == std::string::npos, "a header is one line", value);
  }
  // The same request with anything behind it is the same request.
  const std::string longer = std::string{bytes} + "GET / HTTP/1.1\r\n";
  hold_same(read, http::read_incoming(longer, limits));
  const auto guard = product::site_guard(http::parse_endpoint("127.0.0.1:8787").value(), "");
  hold(product::refused_to_decide(guard, request).has_value(), "nobody decides without a token");
}

}  // namespace

}  // namespace ra::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ra;
  using namespace ra::fuzz;
  using State = http::IncomingRead::State;
  const std::string_view bytes{reinterpret_cast<const char*>(data), size};
  constexpr http::IncomingLimits limits{1000, 100, 10};
  // What comes by and by means what it means at once: never something else on the way.
  State before = State::more;
  for (std::size_t seen = 0; seen <= bytes.size(); ++seen) {
    const auto read = http::read_incoming(bytes.substr(0, seen), limits);
    hold(read.state != State::more || before == State::more, "who knows the head knows it on");
    before = read.state;
    if (read.state == State::refused) {
      hold(read.status >= 400 && read.status < 600 && !read.why.empty(), "a refusal says why");
      hold(read.why.find_first_of("\r\n") == std::string::npos, "in one line", read.why);
      break;
    }
    hold(seen <= limits.head + limits.body + 4, "waiting ends");
    if (read.state != State::whole) continue;
    hold_request(read, bytes.substr(0, seen), limits);
    break;
  }
  if (const auto endpoint = http::parse_endpoint(bytes)) hold(!endpoint->text().empty(), "an address has a text");
  return 0;
}
