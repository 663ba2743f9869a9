#include "model/version.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

namespace ra::model {

namespace {

constexpr std::string_view snapshot_suffix = "-SNAPSHOT";

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_numeric(std::string_view text) { return !text.empty() && std::ranges::all_of(text, is_digit); }

// SemVer 2.0 item 2: no leading zeros.
std::optional<std::int64_t> parse_number(std::string_view text) {
  constexpr std::int64_t most = 9'007'199'254'740'991;  // npm's semver: Number.MAX_SAFE_INTEGER
  if (!is_numeric(text) || (text.size() > 1 && text.front() == '0')) return std::nullopt;
  std::int64_t value = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (ec != std::errc{} || value > most) return std::nullopt;
  return value;
}

// SemVer 2.0 item 9: dot separated, not empty, [0-9A-Za-z-], numeric ones without leading zeros.
bool is_qualifier(std::string_view text) {
  return std::ranges::all_of(split(text, '.'), [](std::string_view identifier) {
    if (identifier.empty()) return false;
    if (is_numeric(identifier)) return identifier.size() == 1 || identifier.front() != '0';
    return std::ranges::all_of(identifier, [](char c) { return is_digit(c) || is_letter(c) || c == '-'; });
  });
}

// SemVer 2.0 item 10: as a qualifier, and numbers may begin with zeros.
bool is_build(std::string_view text) {
  return std::ranges::all_of(split(text, '.'), [](std::string_view identifier) {
    return !identifier.empty() &&
           std::ranges::all_of(identifier, [](char c) { return is_digit(c) || is_letter(c) || c == '-'; });
  });
}

// SemVer 2.0 item 11.4. Compares numbers of any length, since a qualifier may hold a date or a build number.
std::strong_ordering compare_identifiers(std::string_view a, std::string_view b) {
  const bool a_numeric = is_numeric(a);
  const bool b_numeric = is_numeric(b);
  if (a_numeric && b_numeric && a.size() != b.size()) return a.size() <=> b.size();
  if (a_numeric != b_numeric) return a_numeric ? std::strong_ordering::less : std::strong_ordering::greater;
  return a <=> b;
}

std::strong_ordering compare_qualifiers(std::string_view a, std::string_view b) {
  if (a.empty() || b.empty()) return a.empty() <=> b.empty();  // none is more than any
  const auto as = split(a, '.');
  const auto bs = split(b, '.');
  for (std::size_t i = 0; i < std::min(as.size(), bs.size()); ++i) {
    if (const auto order = compare_identifiers(as[i], bs[i]); order != 0) return order;
  }
  return as.size() <=> bs.size();
}

bool is_nearly_snapshot(std::string_view word) {
  constexpr std::size_t slips = 2;
  return word.size() <= snapshot_suffix.size() + slips && edit_distance(lower(word), "snapshot") <= slips;
}

// The part of a qualifier that is a slip of SNAPSHOT, or "".
std::string_view misspelt_snapshot(std::string_view qualifier) {
  for (const auto identifier : split(qualifier, '.')) {
    for (const auto word : split(identifier, '-')) {
      if (is_nearly_snapshot(word)) return word;
    }
  }
  return {};
}

// What was probably meant, or "".
std::string guess(std::string_view text) {
  std::string cleaned;
  std::ranges::copy_if(text, std::back_inserter(cleaned),
                       [](char c) { return is_digit(c) || is_letter(c) || c == '.' || c == '-' || c == '_'; });
  if (cleaned.starts_with('v') || cleaned.starts_with('V')) cleaned.erase(0, 1);
  bool snapshot = false;
  for (auto at = cleaned.find_last_of("-._"); at != std::string::npos; at = cleaned.find_last_of("-._")) {
    if (!is_nearly_snapshot(std::string_view{cleaned}.substr(at + 1))) break;
    cleaned.resize(at);
    snapshot = true;
  }
  const auto numbers = split(cleaned, '.');
  if (numbers.size() == 2 && std::ranges::all_of(numbers, is_numeric)) cleaned += ".0";
  if (snapshot) cleaned += snapshot_suffix;
  const auto version = Version::parse(cleaned);
  return version && misspelt_snapshot(version->qualifier).empty() && cleaned != text ? cleaned : std::string{};
}

}  // namespace

std::optional<Version> Version::parse(std::string_view text) {
  Version v;
  v.snapshot = text.ends_with(snapshot_suffix);
  if (v.snapshot) text.remove_suffix(snapshot_suffix.size());
  const auto dash = text.find('-');
  if (dash != std::string_view::npos) {
    v.qualifier = text.substr(dash + 1);
    if (!is_qualifier(v.qualifier)) return std::nullopt;
  }
  const auto numbers = split(text.substr(0, dash), '.');
  if (numbers.size() != 3) return std::nullopt;
  const auto major = parse_number(numbers[0]);
  const auto minor = parse_number(numbers[1]);
  const auto patch = parse_number(numbers[2]);
  if (!major || !minor || !patch) return std::nullopt;
  v.major = *major;
  v.minor = *minor;
  v.patch = *patch;
  return v;
}

std::optional<Version> Version::parse_with_build(std::string_view text) {
  const auto plus = text.find('+');
  if (plus == std::string_view::npos) return parse(text);
  auto version = parse(text.substr(0, plus));
  if (!version || !is_build(text.substr(plus + 1))) return std::nullopt;
  version->build = text.substr(plus + 1);
  return version;
}

std::string Version::text() const {
  std::string written = release();
  if (snapshot) written += snapshot_suffix;
  if (!build.empty()) written += "+" + build;
  return written;
}

std::string Version::release() const {
  const std::string numbers = fmt::format("{}.{}.{}", major, minor, patch);
  return qualifier.empty() ? numbers : numbers + "-" + qualifier;
}

std::string Version::line() const { return fmt::format("{}.{}", major, minor); }

std::strong_ordering operator<=>(const Version& a, const Version& b) {
  if (const auto order = a.major <=> b.major; order != 0) return order;
  if (const auto order = a.minor <=> b.minor; order != 0) return order;
  if (const auto order = a.patch <=> b.patch; order != 0) return order;
  if (const auto order = compare_qualifiers(a.qualifier, b.qualifier); order != 0) return order;
  return b.snapshot <=> a.snapshot;
}

std::optional<VersionDefect> defect_of_version(std::string_view text) {
  const std::string shown = one_line(text, 80);
  const auto version = Version::parse(text);
  const std::string meant = guess(text);
  const std::string hint =
      meant.empty() ? "write X.Y.Z, X.Y.Z-qualifier or X.Y.Z-SNAPSHOT" : fmt::format("did you mean {}?", meant);
  if (!version) return VersionDefect{fmt::format("`{}` is not a version", shown), hint};
  const auto slip = misspelt_snapshot(version->qualifier);
  if (slip.empty()) return std::nullopt;
  return VersionDefect{fmt::format("`{}` is not a version: `{}` is nearly SNAPSHOT", shown, slip), hint};
}

}  // namespace ra::model
