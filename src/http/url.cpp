#include "http/url.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <boost/asio/ip/address.hpp>
#include <boost/url/encode.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>
#include <boost/url/url_view.hpp>
#include <charconv>

namespace ra::http {

namespace {

std::uint16_t usual_port(std::string_view scheme) { return scheme == "https" ? 443 : 80; }

Error not_a_url(std::string_view text, std::string_view why) {
  return error(Errc::config, fmt::format("`{}` is not a URL: {}", redact_url(text), why),
               "write an absolute one: https://host/path");
}

}  // namespace

std::string Url::authority() const {
  std::string text = host.find(':') == std::string::npos ? host : fmt::format("[{}]", host);
  if (port != usual_port(scheme)) text += fmt::format(":{}", port);
  return text;
}

Result<Url> parse_url(std::string_view text) {
  const auto parsed = boost::urls::parse_uri({text.data(), text.size()});
  if (!parsed) return not_a_url(text, parsed.error().message());
  Url url;
  url.scheme = lower(std::string_view{parsed->scheme()});
  if (url.scheme != "http" && url.scheme != "https") return not_a_url(text, "it is neither http nor https");
  const std::string address{parsed->host_address()};
  if (address.empty()) return not_a_url(text, "it names no host");
  url.host = lower(address);
  url.user_info = std::string{parsed->userinfo()};
  url.port = usual_port(url.scheme);
  // Boost 1.81 wraps a port over 65535 around, and takes what follows a port's digits for a path.
  const std::string_view port{parsed->port()};
  if (!port.empty()) {
    const auto [end, ec] = std::from_chars(port.data(), port.data() + port.size(), url.port);
    if (ec != std::errc{} || url.port == 0) return not_a_url(text, "its port is not between 1 and 65535");
  }
  url.target = std::string{std::string_view{parsed->encoded_target()}};
  const std::string_view path{parsed->encoded_path()};
  if (!path.empty() && path.front() != '/') return not_a_url(text, "its port is not a number");
  if (!url.target.starts_with('/')) url.target.insert(0, 1, '/');
  return url;
}

std::string join_url(std::string_view base, std::string_view path) {
  while (base.ends_with('/')) base.remove_suffix(1);
  while (path.starts_with('/')) path.remove_prefix(1);
  return fmt::format("{}/{}", base, path);
}

std::string percent_encode(std::string_view text) {
  return boost::urls::encode({text.data(), text.size()}, boost::urls::unreserved_chars);
}

bool is_loopback(std::string_view host) {
  if (lower(host) == "localhost") return true;
  boost::system::error_code ec;
  const auto address = boost::asio::ip::make_address(host, ec);
  return !ec && address.is_loopback();
}

std::string redact_url(std::string_view url) {
  std::string text{url.substr(0, url.find_first_of("?#"))};
  const auto scheme_end = text.find("://");
  const auto host = scheme_end == std::string::npos ? 0 : scheme_end + 3;
  const auto host_end = std::min(text.find('/', host), text.size());
  const auto at = text.rfind('@', host_end);
  if (at != std::string::npos && at >= host && at < host_end) text.erase(host, at + 1 - host);
  return one_line(text);
}

}  // namespace ra::http
