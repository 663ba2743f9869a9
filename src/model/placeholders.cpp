#include "model/placeholders.hpp"

#include "base/text.hpp"
#include "base/try.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace ra::model {

namespace {

Error unknown(std::string_view name, const std::vector<std::string>& known) {
  const std::string near = nearest(name, known);
  const std::string hint = near.empty() ? std::string{} : fmt::format("did you mean {{{}}}?", near);
  return error(
      Errc::config,
      fmt::format("unknown placeholder {{{}}}; known are {{{}}}", one_line(name, 40), fmt::join(known, "}, {")), hint);
}

// Calls `value(name)` for each {name} of the text; that answers what stands there instead, or an error.
template <class Lookup>
Result<std::string> replace(std::string_view text, Lookup value) {
  std::string out;
  while (!text.empty()) {
    const auto open = text.find_first_of("{}");
    out += text.substr(0, open);
    if (open == std::string_view::npos) break;
    const auto close = text.find_first_of("{}", open + 1);
    if (text[open] == '}' || close == std::string_view::npos || text[close] == '{') {
      return error(Errc::config, fmt::format("a single `{}` in `{}`", text[open], one_line(text, 80)),
                   "placeholders look like {version}");
    }
    RA_TRY_ASSIGN(const std::string replacement, value(text.substr(open + 1, close - open - 1)));
    out += replacement;
    text.remove_prefix(close + 1);
  }
  return out;
}

}  // namespace

const std::vector<std::string>& branch_placeholders() {
  static const std::vector<std::string> names{"version", "major", "minor", "patch", "qualifier", "product", "edition"};
  return names;
}

const std::vector<std::string>& project_placeholders() {
  static const std::vector<std::string> names{"org",   "component", "branch",    "version", "major",
                                              "minor", "patch",     "qualifier", "product", "edition"};
  return names;
}

Placeholders placeholders_of(const Version& version, const Config& config) {
  return {{"version", version.release()},
          {"major", std::to_string(version.major)},
          {"minor", std::to_string(version.minor)},
          {"patch", std::to_string(version.patch)},
          {"qualifier", version.qualifier},
          {"product", config.product},
          {"edition", config.edition}};
}

Result<> check_placeholders(std::string_view text, const std::vector<std::string>& known) {
  const auto checked = replace(text, [&](std::string_view name) -> Result<std::string> {
    if (std::ranges::find(known, name) == known.end()) return unknown(name, known);
    return std::string{};
  });
  if (!checked) return checked.error();
  return {};
}

Result<std::string> expand(std::string_view text, const Placeholders& values) {
  return replace(text, [&](std::string_view name) -> Result<std::string> {
    const auto found = values.find(std::string{name});
    if (found != values.end()) return found->second;
    std::vector<std::string> known;
    for (const auto& [key, value] : values) known.push_back(key);
    return unknown(name, known);
  });
}

}  // namespace ra::model
