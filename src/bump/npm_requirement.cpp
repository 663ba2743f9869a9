#include "bump/npm_requirement.hpp"

#include "base/try.hpp"
#include "bump/requirement.hpp"

#include <algorithm>

namespace ra::bump {

NpmRequirement NpmRequirement::parse(std::string_view key, std::string_view text) {
  NpmRequirement out;
  out.name = std::string{key};
  const auto take = [&](std::size_t n) {
    out.before = text.substr(0, out.before.size() + n);
    out.range = text.substr(out.before.size());
  };
  take(0);
  constexpr std::string_view workspace = "workspace:";
  constexpr std::string_view alias = "npm:";
  if (out.range.starts_with(workspace)) {
    out.from_workspace = true;
    take(workspace.size());
  }
  const bool is_alias = out.range.starts_with(alias);
  if (is_alias) take(alias.size());
  // "npm:other@range", and pnpm's "workspace:other@range": the first @ may belong to a scope.
  const auto at = out.range.find('@', 1);
  if ((is_alias || out.from_workspace) && at != std::string_view::npos) {
    out.name = std::string{out.range.substr(0, at)};
    take(at + 1);
  } else if (is_alias) {
    out.name = std::string{out.range};
    take(out.range.size());
  }
  return out;
}

bool NpmRequirement::means(std::string_view version) const {
  return from_workspace || accepts(range, version, Dialect::npm);
}

Result<std::string> npm_rewritten(std::string_view key, std::string_view text, std::string_view version) {
  const NpmRequirement asked = NpmRequirement::parse(key, text);
  const bool says_none = asked.range.find_first_of("0123456789") == std::string_view::npos;
  const bool is_path = asked.range.find_first_of("/:#") != std::string_view::npos;
  if (says_none || is_path) return std::string{text};
  RA_TRY_ASSIGN(const std::string range, rewritten(asked.range, version, Dialect::npm));
  return std::string{asked.before} + range;
}

}  // namespace ra::bump
