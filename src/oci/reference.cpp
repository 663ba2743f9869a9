#include "oci/reference.hpp"

#include "base/text.hpp"
#include "http/url.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ra::oci {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_small(char c) { return c >= 'a' && c <= 'z'; }
bool is_plain(char c) { return is_small(c) || is_digit(c); }

// distribution-spec: [a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*
bool is_path_part(std::string_view part) {
  if (part.empty() || !is_plain(part.front()) || !is_plain(part.back())) return false;
  for (std::size_t i = 0; i < part.size();) {
    if (is_plain(part[i])) {
      ++i;
      continue;
    }
    const char separator = part[i];
    std::size_t end = i;
    while (end < part.size() && part[end] == separator) ++end;
    const std::size_t count = end - i;
    const bool fits = separator == '-' || (separator == '.' && count == 1) || (separator == '_' && count <= 2);
    if (!fits || !is_plain(part[end])) return false;
    i = end;
  }
  return true;
}

bool is_path(std::string_view path) { return std::ranges::all_of(split(path, '/'), is_path_part); }

bool is_registry(std::string_view text) {
  const auto fits = [](char c) {
    return is_letter(c) || is_digit(c) || c == '.' || c == '-' || c == ':' || c == '[' || c == ']';
  };
  if (text.empty() || !std::ranges::all_of(text, fits)) return false;
  return http::parse_url("https://" + std::string{text} + "/").has_value();
}

Error bad_name(std::string_view text, std::string_view why) {
  return error(Errc::usage, fmt::format("`{}` is no name of an image: {}", one_line(text, 200), why),
               "such as ghcr.io/owner/name:1.2.3");
}

}  // namespace

std::string Reference::text() const {
  std::string text = name();
  if (!tag.empty()) text += ":" + tag;
  if (!digest.empty()) text += "@" + digest;
  return text;
}

std::string Reference::wanted() const { return !digest.empty() ? digest : !tag.empty() ? tag : "latest"; }

bool is_tag(std::string_view text) {
  const auto word = [](char c) { return is_letter(c) || is_digit(c) || c == '_'; };
  if (text.empty() || text.size() > most_tag || !word(text.front())) return false;
  return std::ranges::all_of(text, [&](char c) { return word(c) || c == '.' || c == '-'; });
}

bool is_digest(std::string_view text) {
  constexpr std::string_view prefix = "sha256:";
  constexpr std::size_t digits = 64;
  if (!text.starts_with(prefix) || text.size() != prefix.size() + digits) return false;
  return std::ranges::all_of(text.substr(prefix.size()), [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); });
}

Result<Reference> parse_reference(std::string_view text) {
  Reference reference;
  std::string_view rest = text;
  if (const auto at = rest.find('@'); at != std::string_view::npos) {
    reference.digest = rest.substr(at + 1);
    rest = rest.substr(0, at);
    if (!is_digest(reference.digest)) return bad_name(text, "behind @ stands sha256: and 64 small hexadecimal digits");
  }
  if (const auto colon = rest.rfind(':'); colon != std::string_view::npos && rest.find('/', colon) == rest.npos) {
    reference.tag = rest.substr(colon + 1);
    rest = rest.substr(0, colon);
    if (!is_tag(reference.tag)) return bad_name(text, "a tag has letters, digits, _ . -, and at most 128 of them");
  }
  const auto slash = rest.find('/');
  const auto first = rest.substr(0, slash);
  // As Docker tells them apart: a host has a dot or a port, or is this machine.
  const bool hosted = slash != rest.npos && (first.find_first_of(".:") != first.npos || first == "localhost");
  if (hosted) {
    reference.registry = lower(first);
    rest = rest.substr(slash + 1);
  }
  if (reference.registry == "index.docker.io" || reference.registry == "registry-1.docker.io")
    reference.registry = "docker.io";
  reference.repository = rest;
  if (reference.registry == "docker.io" && rest.find('/') == rest.npos)
    reference.repository = "library/" + std::string{rest};
  if (!is_registry(reference.registry)) return bad_name(text, "its registry is no host");
  if (rest.empty() || !is_path(reference.repository))
    return bad_name(text, "a repository has small letters and digits, with . _ - between them, and folders with /");
  if (reference.name().size() > most_name)
    return bad_name(text, fmt::format("it has more than {} characters", most_name));
  return reference;
}

std::string api_url(std::string_view registry) {
  // docs.docker.com: the registry of docker.io is at registry-1.docker.io.
  const std::string host{registry == "docker.io" ? "registry-1.docker.io" : registry};
  const auto url = http::parse_url("https://" + host + "/");
  const bool here = url && http::is_loopback(url->host);
  return (here ? "http://" : "https://") + host;
}

}  // namespace ra::oci
