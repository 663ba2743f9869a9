#include "oci/tags.hpp"

#include "base/text.hpp"
#include "oci/reference.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ra::oci {

namespace {

// The product's own builds cut there.
constexpr std::size_t most_branch = 60;
constexpr std::size_t short_commit = 7;

bool is_decimal(char c) { return c >= '0' && c <= '9'; }
bool is_number(std::string_view text) { return !text.empty() && std::ranges::all_of(text, is_decimal); }

}  // namespace

Result<std::vector<Tag>> tags_of(const model::Version& version, const TagRules& rules) {
  const bool enterprise = rules.edition == "ee";
  const std::string suffix = (enterprise ? "-ee" : "") + (rules.variant.empty() ? "" : "-" + rules.variant);
  std::vector<Tag> tags;
  const auto add = [&](const std::string& name, bool moving) { tags.push_back({name + suffix, moving}); };
  if (version.snapshot) {
    add(version.text(), true);
  } else if (!version.qualifier.empty()) {
    add(version.release(), false);
    const auto dot = version.qualifier.rfind('.');
    if (dot != std::string::npos && dot > 0 && is_number(std::string_view{version.qualifier}.substr(dot + 1)))
      add(fmt::format("{}.{}.{}-{}", version.major, version.minor, version.patch, version.qualifier.substr(0, dot)),
          true);
  } else {
    add(version.release(), false);
    add(version.line(), true);
    if (rules.latest) add(std::to_string(version.major), true);
    if (rules.latest && !enterprise) add("latest", true);
  }
  for (const Tag& tag : tags) {
    if (!is_tag(tag.name))
      return error(Errc::config, fmt::format("`{}` cannot be a tag", one_line(tag.name, 200)),
                   "a tag has letters, digits, _ . -, and at most 128 of them");
  }
  return tags;
}

std::string sanitise_branch(std::string_view branch) {
  std::string name;
  for (const char c : branch) {
    if (c == '~' || c == '^') continue;
    const bool fits = is_letter(c) || is_decimal(c) || c == '.';
    if (fits) name += c;
    if (!fits && !name.ends_with('-')) name += '-';
  }
  // No tag begins with a dot.
  name.erase(0, std::min(name.find_first_not_of("-."), name.size()));
  name = lower(name.substr(0, most_branch));
  while (name.ends_with('-')) name.pop_back();
  return name;
}

bool is_support_branch(std::string_view branch) {
  const auto parts = split(branch, '.');
  return parts.size() == 3 && is_number(parts[0]) && is_number(parts[1]) && parts[2] == "x";
}

Result<std::vector<Tag>> branch_tags(std::string_view branch, std::string_view commit, std::string_view main_branch) {
  const std::string name = sanitise_branch(branch);
  if (name.empty())
    return error(Errc::usage, fmt::format("nothing is left of the branch `{}` for a tag", one_line(branch, 100)));
  const bool is_commit = commit.size() >= short_commit && commit.size() <= 64 &&
                         std::ranges::all_of(commit, [](char c) { return is_decimal(c) || (c >= 'a' && c <= 'f'); });
  if (!commit.empty() && !is_commit)
    return error(Errc::usage, fmt::format("`{}` is no commit", one_line(commit, 100)),
                 "seven small hexadecimal digits or more");
  std::vector<Tag> tags;
  if (!commit.empty()) tags.push_back({name + "-" + std::string{commit.substr(0, short_commit)}, false});
  if (commit.empty() || branch == main_branch || is_support_branch(branch)) tags.push_back({name + "-latest", true});
  return tags;
}

bool looks_moving(std::string_view tag) {
  if (tag == "latest" || tag.ends_with("-latest") || tag.starts_with("latest-") || tag.ends_with("-SNAPSHOT"))
    return true;
  const auto dash = tag.find('-');
  const auto numbers = split(tag.substr(0, dash), '.');
  const bool suffixed = dash == tag.npos || (dash + 1 < tag.size() && is_letter(tag[dash + 1]));
  return numbers.size() <= 2 && suffixed && std::ranges::all_of(numbers, is_number);
}

}  // namespace ra::oci
