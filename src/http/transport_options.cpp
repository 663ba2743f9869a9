#include "base/text.hpp"
#include "http/transport.hpp"
#include "version.hpp"

namespace ra::http {

namespace {

std::string either(const Environment& environment, std::string_view name) {
  const std::string small = environment.get(lower(name));
  return small.empty() ? environment.get(name) : small;
}

}  // namespace

TransportOptions transport_options(const Environment& environment) {
  TransportOptions options;
  options.proxy.https_proxy = either(environment, "HTTPS_PROXY");
  options.proxy.http_proxy = either(environment, "HTTP_PROXY");
  const std::string no_proxy = either(environment, "NO_PROXY");
  for (const std::string_view entry : split(no_proxy, ',')) {
    if (!trim(entry).empty()) options.proxy.no_proxy.emplace_back(trim(entry));
  }
  options.ca_file = environment.get("SSL_CERT_FILE");
  options.user_agent = std::string{"release-action/"} + version;
  return options;
}

}  // namespace ra::http
