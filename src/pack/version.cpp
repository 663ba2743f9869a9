#include "pack/version.hpp"

#include "base/text.hpp"
#include "base/try.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace ra::pack {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_number(std::string_view text) { return !text.empty() && std::ranges::all_of(text, is_digit); }

// What both RPM (rpm.org/docs, "Dependencies": versions) and Debian (Policy 5.6.12) take in all of the parts.
bool only_allowed(std::string_view text) {
  return std::ranges::all_of(text,
                             [](char c) { return is_letter(c) || is_digit(c) || c == '.' || c == '+' || c == '~'; });
}

struct Parts {
  std::string version;
  std::string prerelease;
  std::string release;
};

Result<Parts> parts_of(const GivenVersion& given) {
  std::string_view text = given.version;
  if (text.starts_with('v')) text.remove_prefix(1);
  Parts parts{std::string{text}, given.prerelease, given.release.empty() ? "1" : given.release};
  const auto dash = text.find('-');
  if (dash != std::string_view::npos) {
    if (!given.prerelease.empty())
      return error(Errc::config, fmt::format("`{}` has a prerelease already, beside `prerelease`", given.version),
                   "give it in one of the two");
    parts.version = text.substr(0, dash);
    parts.prerelease = text.substr(dash + 1);
    if (parts.prerelease.empty()) return error(Errc::config, fmt::format("`{}` ends with `-`", given.version));
  }
  std::ranges::replace(parts.prerelease, '-', '.');
  std::ranges::replace(parts.prerelease, '_', '.');
  const bool fine = !parts.version.empty() && is_digit(parts.version.front()) && only_allowed(parts.version) &&
                    only_allowed(parts.prerelease) && only_allowed(parts.release);
  if (!fine) {
    return error(Errc::config, fmt::format("`{}` is no version of a package", one_line(given.version, 80)),
                 "it begins with a digit and is made of letters, digits, `.`, `+` and `~`: 1.2.3 or 1.2.3-alpha.1");
  }
  return parts;
}

// "alpha.2" → "2.alpha", "beta" → "0.beta": what RPM compares first must be the number.
std::string numbers_first(std::string_view prerelease) {
  std::string numbers;
  std::string words;
  for (const auto part : split(prerelease, '.')) {
    if (part.empty()) continue;
    std::string& out = is_number(part) ? numbers : words;
    if (!out.empty()) out += '.';
    out += part;
  }
  if (numbers.empty()) numbers = "0";
  return words.empty() ? numbers : numbers + "." + words;
}

}  // namespace

std::string RpmVersion::text() const {
  const std::string plain = version + "-" + release;
  return epoch ? fmt::format("{}:{}", *epoch, plain) : plain;
}

Result<RpmVersion> rpm_version(const GivenVersion& given) {
  RA_TRY_ASSIGN(const Parts parts, parts_of(given));
  if (parts.prerelease.empty()) return RpmVersion{given.epoch, parts.version, parts.release};
  std::string release = "0." + numbers_first(parts.prerelease);
  if (parts.release != "1") release += "." + parts.release;
  return RpmVersion{given.epoch, parts.version, release};
}

Result<std::string> deb_version(const GivenVersion& given) {
  RA_TRY_ASSIGN(const Parts parts, parts_of(given));
  std::string text = given.epoch ? fmt::format("{}:", *given.epoch) : "";
  text += parts.version;
  if (!parts.prerelease.empty()) text += "~" + parts.prerelease;
  return text + "-" + parts.release;
}

}  // namespace ra::pack
