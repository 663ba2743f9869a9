#include "model/config_changelog.hpp"

#include "base/text.hpp"
#include "model/config_values.hpp"

namespace ra::model::values {

// {"feat": "New", "chore": false}: the heading, or hidden.
Defect changelog_types(const json::Value& value, std::map<std::string, std::string>& out) {
  if (!value.is_object())
    return defect(value, "must be an object such as {\"docs\": \"Documentation\", \"perf\": false}");
  out.clear();
  for (const auto& member : value.members()) {
    std::string& heading = out[lower(member.key)];
    if (member.value.is_boolean() && !member.value.as_bool()) continue;
    if (text(member.value, heading))
      return inside(defect(member.value, "must be a heading, or false to hide it"), "." + one_line(member.key, 40));
  }
  return std::nullopt;
}

// https://host/org/name: what links in Markdown are made of.
Defect repository(const json::Value& value, std::string& out) {
  if (auto found = text(value, out)) return found;
  if (!out.starts_with("https://") && !out.starts_with("http://"))
    return defect(value, "must be an address", "such as \"https://github.com/org/name\"");
  return std::nullopt;
}

}  // namespace ra::model::values
