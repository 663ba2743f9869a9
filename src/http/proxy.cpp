#include "http/proxy.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ra::http {

namespace {

// Takes ":port" off the end. The colons of a bare IPv6 address are none.
std::string_view take_port(std::string_view& entry) {
  const auto colon = entry.rfind(':');
  if (colon == std::string_view::npos) return {};
  const bool bracketed = entry.starts_with('[');
  if (bracketed && !entry.substr(0, colon).ends_with(']')) return {};
  if (!bracketed && entry.find(':') != colon) return {};
  const auto port = entry.substr(colon + 1);
  entry.remove_suffix(port.size() + 1);
  return port;
}

bool matches(std::string_view raw, std::string_view host, std::uint16_t port) {
  const std::string text = lower(trim(raw));
  std::string_view entry = text;
  if (entry == "*") return true;
  const auto wanted_port = take_port(entry);
  if (!wanted_port.empty() && wanted_port != std::to_string(port)) return false;
  if (entry.starts_with('[') && entry.ends_with(']')) entry = entry.substr(1, entry.size() - 2);
  if (entry.starts_with("*.")) entry.remove_prefix(1);
  if (entry.starts_with('.')) entry.remove_prefix(1);
  if (entry.empty() || !host.ends_with(entry)) return false;
  return host.size() == entry.size() || host[host.size() - entry.size() - 1] == '.';
}

}  // namespace

bool is_exempt(const std::vector<std::string>& no_proxy, std::string_view host, std::uint16_t port) {
  const std::string name = lower(host);
  return std::ranges::any_of(no_proxy, [&](const std::string& entry) { return matches(entry, name, port); });
}

Result<std::optional<Url>> choose_proxy(const ProxySettings& settings, const Url& target) {
  const bool secure = target.scheme == "https";
  const std::string& value = secure ? settings.https_proxy : settings.http_proxy;
  if (value.empty() || is_loopback(target.host)) return std::nullopt;
  if (is_exempt(settings.no_proxy, target.host, target.port)) return std::nullopt;
  const bool has_scheme = value.find("://") != std::string::npos;
  auto proxy = parse_url(has_scheme ? value : "http://" + value);
  if (proxy && proxy->scheme == "http") return *std::move(proxy);
  return error(Errc::config, fmt::format("`{}` is not the address of an http proxy", redact_url(value)),
               fmt::format("set {} to http://host:port", secure ? "HTTPS_PROXY" : "HTTP_PROXY"));
}

}  // namespace ra::http
