#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ra::model {

// SemVer 2.0 as Maven-minded products write it: 3.16.0, 3.16.0-SNAPSHOT, 4.2.0-alpha.1, 3.0.0-beta-SNAPSHOT.
struct Version {
  std::int64_t major = 0;
  std::int64_t minor = 0;
  std::int64_t patch = 0;
  std::string qualifier = {};  // what follows the first '-', without a trailing -SNAPSHOT: "alpha.1"
  bool snapshot = false;
  std::string build = {};  // what follows a '+'; no part of the order

  // None has a build in a manifest: neither tags of images nor Maven take a '+'. Tags in git may have one.
  static std::optional<Version> parse(std::string_view text);
  static std::optional<Version> parse_with_build(std::string_view text);

  std::string text() const;     // as written
  std::string release() const;  // without -SNAPSHOT and build
  std::string line() const;     // "3.16": major.minor

  // SemVer precedence; a SNAPSHOT comes before its release.
  friend std::strong_ordering operator<=>(const Version& a, const Version& b);
  friend bool operator==(const Version& a, const Version& b) { return (a <=> b) == std::strong_ordering::equal; }
};

// Why people cannot have meant this version: it is none, or its qualifier is a slip of "SNAPSHOT" (which a plain
// "ends with" takes for released). Nothing when it is fine. `hint` suggests what was meant, where that can be told.
struct VersionDefect {
  std::string message;
  std::string hint;
};
std::optional<VersionDefect> defect_of_version(std::string_view text);

}  // namespace ra::model
