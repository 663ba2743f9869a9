#include "attest/component.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

namespace ra::attest {

namespace {

// The characters that a package URL has as they are (PURL-SPECIFICATION, "Character encoding").
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool plain = is_letter(c) || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_' || c == '~';
    out += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

}  // namespace

std::string purl_of(std::string_view type, std::string_view space, std::string_view name, std::string_view version,
                    std::string_view qualifiers) {
  std::string purl = fmt::format("pkg:{}/", type);
  if (!space.empty()) purl += escaped(space) + "/";
  purl += escaped(name);
  if (!version.empty()) purl += "@" + escaped(version);
  if (!qualifiers.empty()) purl += fmt::format("?{}", qualifiers);
  return purl;
}

}  // namespace ra::attest
