#include "http/tunnel.hpp"

#include "base/base64.hpp"
#include "http/unreached.hpp"

#include <fmt/format.h>
#include <boost/asio/error.hpp>

#include <charconv>

namespace asio = boost::asio;

namespace ra::http {

namespace {

constexpr std::size_t most_head = 64U << 10U;  // ours

std::string connect_request(const Url& proxy, const Url& to, const std::string& user_agent) {
  const std::string host = to.host.find(':') == std::string::npos ? to.host : fmt::format("[{}]", to.host);
  std::string text =
      fmt::format("CONNECT {0}:{1} HTTP/1.1\r\nHost: {0}:{1}\r\nUser-Agent: {2}\r\n", host, to.port, user_agent);
  if (!proxy.user_info.empty()) {
    text += fmt::format("Proxy-Authorization: Basic {}\r\n", base64_of(proxy.user_info));
  }
  return text + "\r\n";
}

// 0 when it is no answer in HTTP.
int status_of(std::string_view head) {
  constexpr std::string_view start = "HTTP/1.x ";
  int status = 0;
  if (head.starts_with("HTTP/1.") && head.size() > start.size()) {
    std::from_chars(head.data() + start.size(), head.data() + head.size(), status);
  }
  return status;
}

Error refusal(const Url& proxy, int status) {
  const std::string text = fmt::format("the proxy {} refuses the connection with {}", proxy.authority(), status);
  if (status == 407) return error(Errc::unauthorized, text, "set HTTPS_PROXY to http://user:password@host:port");
  if (status < 500) return error(Errc::unauthorized, text, "let it pass this host, or name the host in NO_PROXY");
  return error(Errc::transient, text);
}

}  // namespace

asio::awaitable<Result<>> tunnel(Stream& stream, const Url& proxy, const Url& to, const std::string& user_agent) {
  const std::string what = fmt::format("asking the proxy {}", proxy.authority());
  const std::string request = connect_request(proxy, to, user_agent);
  const Stream::Moved written = co_await stream.write(request);
  if (written.ec) co_return unreached(what, written.ec);
  while (stream.unread.find("\r\n\r\n") == std::string::npos && stream.unread.size() < most_head) {
    const Stream::Moved got = co_await stream.read_some();
    if (got.ec) co_return unreached(what, got.ec);
  }
  const int status = status_of(stream.unread);
  if (status == 0) co_return error(Errc::transient, what + ": its answer is not HTTP", "is it the address of a proxy?");
  if (status / 100 != 2) co_return refusal(proxy, status);
  stream.unread.clear();  // in TLS the client speaks first: nothing can have come yet
  co_return Result<>{};
}

}  // namespace ra::http
