#include "bump/semver.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <charconv>

namespace ra::bump {

namespace {

bool all_digits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

std::strong_ordering compare_identifiers(std::string_view a, std::string_view b) {
  const bool a_number = all_digits(a);
  const bool b_number = all_digits(b);
  if (a_number != b_number) return a_number ? std::strong_ordering::less : std::strong_ordering::greater;
  if (a_number && a.size() != b.size()) return a.size() <=> b.size();
  return a.compare(b) <=> 0;
}

std::strong_ordering compare_pre(std::string_view a, std::string_view b) {
  if (a.empty() || b.empty()) return b.size() <=> a.size();  // the one without is the greater
  const auto left = split(a, '.');
  const auto right = split(b, '.');
  for (std::size_t i = 0; i < std::min(left.size(), right.size()); ++i) {
    const auto order = compare_identifiers(left[i], right[i]);
    if (order != std::strong_ordering::equal) return order;
  }
  return left.size() <=> right.size();
}

}  // namespace

std::optional<std::uint64_t> parse_number(std::string_view text) {
  std::uint64_t n = 0;
  const char* last = text.data() + text.size();
  if (!all_digits(text) || (text.size() > 1 && text[0] == '0')) return std::nullopt;
  const auto [end, ec] = std::from_chars(text.data(), last, n);
  if (ec != std::errc{} || end != last || n > (std::uint64_t{1} << 53U)) return std::nullopt;  // JavaScript's limit
  return n;
}

bool are_identifiers(std::string_view text, bool strict) {
  return std::ranges::all_of(split(text, '.'), [strict](std::string_view part) {
    const auto fine = [](char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '-'; };
    if (part.empty() || !std::ranges::all_of(part, fine)) return false;
    return !strict || part.size() == 1 || part[0] != '0' || !all_digits(part);
  });
}

std::optional<Semver> Semver::parse(std::string_view text) {
  if (const auto plus = text.find('+'); plus != std::string_view::npos) {
    if (!are_identifiers(text.substr(plus + 1), false)) return std::nullopt;
    text = text.substr(0, plus);
  }
  Semver v;
  if (const auto hyphen = text.find('-'); hyphen != std::string_view::npos) {
    v.pre = std::string{text.substr(hyphen + 1)};
    if (!are_identifiers(v.pre, true)) return std::nullopt;
    text = text.substr(0, hyphen);
  }
  const auto parts = split(text, '.');
  if (parts.size() != 3) return std::nullopt;
  const auto major = parse_number(parts[0]);
  const auto minor = parse_number(parts[1]);
  const auto patch = parse_number(parts[2]);
  if (!major || !minor || !patch) return std::nullopt;
  v.major = *major;
  v.minor = *minor;
  v.patch = *patch;
  return v;
}

std::strong_ordering operator<=>(const Semver& a, const Semver& b) {
  if (a.major != b.major) return a.major <=> b.major;
  if (a.minor != b.minor) return a.minor <=> b.minor;
  if (a.patch != b.patch) return a.patch <=> b.patch;
  return compare_pre(a.pre, b.pre);
}

}  // namespace ra::bump
