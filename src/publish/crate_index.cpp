#include "publish/crate_index.hpp"

#include "base/json.hpp"
#include "base/text.hpp"
#include "base/try.hpp"

#include <fmt/format.h>

namespace ra::publish {

namespace {

std::string_view without_build(std::string_view version) { return version.substr(0, version.find('+')); }

}  // namespace

std::string index_path(std::string_view crate) {
  const std::string name = lower(crate);
  if (name.size() <= 2) return fmt::format("{}/{}", name.size(), name);
  if (name.size() == 3) return fmt::format("3/{}/{}", name.substr(0, 1), name);
  return fmt::format("{}/{}/{}", name.substr(0, 2), name.substr(2, 2), name);
}

Result<std::optional<std::string>> indexed_sum(std::string_view text, std::string_view crate,
                                               std::string_view version) {
  std::optional<std::string> other;
  for (const std::string_view line : lines(text)) {
    if (trim(line).empty()) continue;
    RA_TRY_ASSIGN(const json::Value entry, json::parse_answer(line, fmt::format("the index of {}", crate)));
    const std::string& there = entry["vers"].as_string();
    if (there == version) return std::optional<std::string>{lower(entry["cksum"].as_string())};
    if (without_build(there) == without_build(version)) other = there;
  }
  if (!other) return std::optional<std::string>{};
  return error(Errc::conflict,
               fmt::format("{} {} is there, and {} is no other version", crate, one_line(*other, 80), version),
               "what follows the + does not make a version new: release another one");
}

}  // namespace ra::publish
