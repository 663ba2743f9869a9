#pragma once

#include "base/error.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace ra::http {

// The parts of an absolute http or https URL that a client needs. The fragment is dropped.
struct Url {
  std::string scheme;     // http or https
  std::string user_info;  // decoded "user:password"; only a proxy's URL may have one
  std::string host;       // lower case, IPv6 without its brackets
  std::uint16_t port = 0;
  std::string target;  // path and query as written, at least "/"

  std::string authority() const;  // as in a Host header: the port only where it is not the usual one
};

Result<Url> parse_url(std::string_view text);

// `https://ghe.example/api/v3/` and `/repos/x` → `https://ghe.example/api/v3/repos/x`
std::string join_url(std::string_view base, std::string_view path);

// Everything but letters, digits and -._~ becomes %XX: for one path segment or one query value.
std::string percent_encode(std::string_view text);

// localhost, 127.0.0.0/8, ::1. Names are not resolved.
bool is_loopback(std::string_view host);

// For messages and logs: without user and password, query and fragment, where tokens may hide.
std::string redact_url(std::string_view url);

}  // namespace ra::http
