#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace ra::oci {

// How a registry wants to be told who asks (RFC 9110 11.6.1): "Basic", or "Bearer" with the realm that gives tokens.
struct Challenge {
  std::string scheme;                             // small letters
  std::map<std::string, std::string> parameters;  // names in small letters

  std::string get(const std::string& name) const;
};

// The Bearer challenge of a WWW-Authenticate header, else the Basic one; nothing when neither is there.
std::optional<Challenge> parse_challenge(std::string_view header);

}  // namespace ra::oci
