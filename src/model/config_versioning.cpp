#include "model/config_versioning.hpp"

#include "base/text.hpp"
#include "model/config_values.hpp"
#include "model/placeholders.hpp"
#include "model/version.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace ra::model::values {

namespace {

const std::initializer_list<std::pair<const char*, Bump>> bumps{
    {"none", Bump::none}, {"patch", Bump::patch}, {"minor", Bump::minor}, {"major", Bump::major}};

Defect tag(const json::Value& value, std::string& out) {
  if (auto found = text(value, out)) return found;
  const auto at = out.find("{version}");
  if (at == std::string::npos || out.find("{version}", at + 1) != std::string::npos)
    return defect(value, "must contain `{version}`, once", "such as \"v{version}\" or \"{component}-v{version}\"");
  if (const auto checked = check_placeholders(out, {"version", "component"}); !checked)
    return defect(value, "is wrong: " + checked.error().message, checked.error().hint);
  return std::nullopt;
}

Defect types(const json::Value& value, std::map<std::string, Bump>& out) {
  if (!value.is_object()) return defect(value, "must be an object such as {\"feat\": \"minor\"}");
  out.clear();
  for (const auto& member : value.members()) {
    if (auto found = one_of(member.value, out[lower(member.key)], bumps))
      return inside(std::move(found), "." + one_line(member.key, 40));
  }
  return std::nullopt;
}

Defect version(const json::Value& value, std::string& out) {
  if (auto found = text(value, out)) return found;
  if (auto wrong = defect_of_version(out)) return defect(value, "is wrong: " + wrong->message, wrong->hint);
  return std::nullopt;
}

Defect prereleases(const json::Value& value, std::map<std::string, std::string>& out) {
  if (auto found = texts(value, out)) return found;
  for (const auto& member : value.members()) {
    const std::string& identifier = out[member.key];
    const auto as_version = Version::parse("1.0.0-" + identifier);
    const bool counts = as_version && !as_version->snapshot && identifier.find('.') == std::string::npos;
    if (!counts)
      return inside(defect(member.value, "must be letters, digits and `-`", "such as \"rc\": versions are 1.2.0-rc.1"),
                    "." + one_line(member.key, 80));
  }
  return std::nullopt;
}

Defect lines(const json::Value& value, std::vector<std::string>& out) {
  return list<std::string>(value, "branches", out, [](const json::Value& item, std::string& pattern) -> Defect {
    if (auto found = branch(item, pattern)) return found;
    if (pattern.find("{major}") == std::string::npos) return defect(item, "must contain `{major}`");
    if (const auto checked = check_placeholders(pattern, {"major", "minor"}); !checked)
      return defect(item, "is wrong: " + checked.error().message, checked.error().hint);
    return std::nullopt;
  });
}

Defect file(const json::Value& value, VersionedFile& out) {
  auto found = object(value, "such a file",
                      {{"path", [&](const auto& v) { return relative_path(v, out.path); }},
                       {"pattern", [&](const auto& v) { return text(v, out.pattern); }},
                       {"pointer", [&](const auto& v) { return text(v, out.pointer); }}});
  if (found) return found;
  if (out.path.empty()) return defect(value, "must have a `path`");
  if (out.pattern.empty() == out.pointer.empty())
    return defect(value, "must have either a `pattern` or a `pointer`",
                  "pattern: a regular expression whose first group is the version; pointer: \"/info/version\"");
  if (!out.pointer.empty() && !out.pointer.starts_with('/'))
    return defect(value, "has a `pointer` that does not begin with `/`");
  return std::nullopt;
}

Defect files(const json::Value& value, std::vector<VersionedFile>& out) {
  return list<VersionedFile>(value, "files", out, file);
}

Defect component(const json::Value& value, VersionedComponent& out) {
  auto found = object(value, "a component",
                      {{"name", [&](const auto& v) { return text(v, out.name); }},
                       {"path", [&](const auto& v) { return relative_path(v, out.path); }},
                       {"tag", [&](const auto& v) { return tag(v, out.tag); }},
                       {"needs", [&](const auto& v) { return names(v, out.needs); }},
                       {"files", [&](const auto& v) { return files(v, out.files); }}});
  if (found) return found;
  if (out.name.empty()) return defect(value, "must have a `name`");
  return std::nullopt;
}

Defect components(const json::Value& value, std::vector<VersionedComponent>& out) {
  if (auto found = list<VersionedComponent>(value, "components", out, component)) return found;
  std::set<std::string> seen;
  std::set<std::string> paths;
  for (std::size_t i = 0; i < out.size(); ++i) {
    const std::string where = fmt::format("[{}]", i);
    if (!seen.insert(out[i].name).second)
      return inside(defect(value.items()[i], fmt::format("has the same name as another, `{}`", out[i].name)), where);
    if (!paths.insert(out[i].path).second)
      return inside(defect(value.items()[i], fmt::format("has the same path as another, `{}`", out[i].path)), where);
  }
  for (std::size_t i = 0; i < out.size(); ++i) {
    for (const auto& needed : out[i].needs) {
      if (!seen.contains(needed))
        return inside(defect(value.items()[i], fmt::format("needs `{}`, which is no component", one_line(needed, 80)),
                             nearest(needed, std::vector<std::string>(seen.begin(), seen.end()))),
                      fmt::format("[{}]", i));
    }
  }
  return std::nullopt;
}

}  // namespace

Defect versioning(std::string_view key, const json::Value& value, VersioningConfig& out) {
  out.given = true;
  if (key == "tag") return tag(value, out.tag);
  if (key == "types") return types(value, out.types);
  if (key == "initial") return version(value, out.initial);
  if (key == "prereleases") return prereleases(value, out.prereleases);
  if (key == "lines") return lines(value, out.lines);
  if (key == "files") return files(value, out.files);
  if (key == "components") return components(value, out.components);
  if (key == "dependents") return one_of(value, out.dependents, {{"none", Bump::none}, {"patch", Bump::patch}});
  if (key == "nextSnapshot")
    return one_of(value, out.next_snapshot, {{"none", Bump::none}, {"patch", Bump::patch}, {"minor", Bump::minor}});
  if (key == "other")
    return one_of(
        value, out.other,
        {{"ignore", Unconventional::ignore}, {"patch", Unconventional::patch}, {"error", Unconventional::error}});
  return one_of(value, out.zero,
                {{"minor", ZeroMajor::minor}, {"cargo", ZeroMajor::cargo}, {"major", ZeroMajor::major}});
}

}  // namespace ra::model::values
