#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ra::bump {

// SemVer 2.0, strictly: what cargo and npm accept as a package's version. Build metadata does not compare.
struct Semver {
  std::uint64_t major = 0;
  std::uint64_t minor = 0;
  std::uint64_t patch = 0;
  std::string pre;

  static std::optional<Semver> parse(std::string_view text);
  friend std::strong_ordering operator<=>(const Semver& a, const Semver& b);
  friend bool operator==(const Semver& a, const Semver& b) { return (a <=> b) == std::strong_ordering::equal; }
};

// A number without leading zeros.
std::optional<std::uint64_t> parse_number(std::string_view text);

// Identifiers between dots: not empty, of letters, digits and hyphens; numbers without leading zeros if `strict`.
bool are_identifiers(std::string_view text, bool strict);

}  // namespace ra::bump
