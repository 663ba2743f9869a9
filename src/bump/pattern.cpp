#include "base/text.hpp"
#include "base/try.hpp"
#include "bump/bump.hpp"
#include "bump/place.hpp"
#include "bump/regex.hpp"

#include <fmt/format.h>

namespace ra::bump {

namespace {

// The one match; what is wrong when there is none, or another.
Result<Regex::Match> only_match(const Regex& regex, std::string_view file, std::string_view text,
                                const std::string& pattern) {
  const std::string shown = one_line(pattern, 80);
  RA_TRY_ASSIGN(const auto first, regex.find(text, 0));
  if (!first) {
    return error(Errc::config, fmt::format("{}: nothing matches `{}`", one_line(file, 300), shown),
                 "correct the pattern, or take this file out of the configuration");
  }
  // The group may stand outside of the match: in what is looked ahead at.
  if (!first->has_group || first->group_end < first->group_begin) {
    return error_at(file, text, first->begin, fmt::format("`{}` matches without its first group", shown),
                    "put parentheses around what matches the version");
  }
  // After a match of nothing, on to the next letter.
  std::size_t next = first->end > first->begin ? first->end : first->end + 1;
  while (next < text.size() && (static_cast<unsigned char>(text[next]) & 0xc0U) == 0x80U) ++next;
  if (next > text.size()) return *first;
  RA_TRY_ASSIGN(const auto second, regex.find(text, next));
  if (!second) return *first;
  return error_at(file, text, second->begin,
                  fmt::format("`{}` matches here, and at {}", shown, where(file, text, first->begin)),
                  "make the pattern match one place only");
}

}  // namespace

Result<std::string> bump_pattern(std::string_view file, std::string_view text, const std::string& pattern,
                                 std::string_view version) {
  if (!is_plain_version(version)) {
    return error(Errc::config, fmt::format("`{}` is not a version", one_line(version, 80)));
  }
  if (text.size() > Regex::most_text) {
    return error(Errc::config, fmt::format("{}: larger than {} MiB", one_line(file, 300), Regex::most_text >> 20U));
  }
  RA_TRY_ASSIGN(const Regex regex, Regex::compile(pattern));
  auto found = only_match(regex, file, text, pattern);
  if (!found) return std::move(found).error();
  std::string out{text.substr(0, found->group_begin)};
  out += version;
  out += text.substr(found->group_end);
  // Or the next release would not find it.
  const auto again = only_match(regex, file, out, pattern);
  const bool same =
      again && again->group_begin == found->group_begin && again->group_end == found->group_begin + version.size();
  if (same) return out;
  return error_at(file, text, found->group_begin,
                  fmt::format("`{}` would not find the version {} again", one_line(pattern, 80), version),
                  "let the group match any version, as in ([0-9A-Za-z.+-]+)");
}

}  // namespace ra::bump
