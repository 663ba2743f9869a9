#pragma once

#include "base/error.hpp"
#include "http/url.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ra::http {

// Which proxy a request goes through, as the values of the usual variables say it.
struct ProxySettings {
  std::string https_proxy;  // a URL, or host:port
  std::string http_proxy;
  std::vector<std::string> no_proxy;  // `*`, a host, a suffix with or without its dot, host:port
};

// Nothing: go there directly. A loopback address is never asked for through a proxy, which would
// look for it on its own machine. `config` when the setting is not a plain-http proxy's address.
Result<std::optional<Url>> choose_proxy(const ProxySettings& settings, const Url& target);

// Is the host in the NO_PROXY list? No CIDR.
bool is_exempt(const std::vector<std::string>& no_proxy, std::string_view host, std::uint16_t port);

}  // namespace ra::http
