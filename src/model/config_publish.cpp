#include "model/config_publish.hpp"

#include "model/config_bundles.hpp"
#include "model/config_values.hpp"
#include "model/placeholders.hpp"

#include <fmt/format.h>

#include <set>

namespace ra::model {

const std::vector<std::string>& destination_placeholders() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all = bundle_placeholders();
    all.emplace_back("file");
    return all;
  }();
  return names;
}

namespace values {

namespace {

Defect place(const json::Value& value, std::string& out) {
  if (auto found = text(value, out)) return found;
  const auto checked = check_placeholders(out, destination_placeholders());
  if (!checked) return defect(value, "cannot be used: " + checked.error().message, checked.error().hint);
  if (out.find("{file}") != std::string::npos) return std::nullopt;
  return defect(value, "must say where each file goes: {file} is its name",
                "such as https://example.org/{version}/{file}");
}

Defect publish_destination(const json::Value& value, Destination& out) {
  auto found = object(value, "a destination",
                      {{"name", [&](const auto& v) { return slug(v, out.name); }},
                       {"kind", [&](const auto& v) { return text(v, out.kind); }},
                       {"to", [&](const auto& v) { return place(v, out.to); }},
                       {"dryRunTo", [&](const auto& v) { return place(v, out.dry_run_to); }},
                       {"files", [&](const auto& v) { return names(v, out.files); }},
                       {"userEnv", [&](const auto& v) { return variable(v, out.user_variable); }},
                       {"passwordEnv", [&](const auto& v) { return variable(v, out.password_variable); }}});
  if (found) return found;
  if (out.name.empty()) return defect(value, "must have a `name`");
  if (out.kind.empty()) return defect(value, "must have a `kind`, such as \"http\"");
  if (out.to.empty()) return defect(value, "must have a `to`, where each file goes");
  if (out.to == out.dry_run_to)
    return defect(value, "sends a dry run's files where the release's go",
                  "leave `dryRunTo` out, and a dry run sends nothing");
  if (out.user_variable.empty() != out.password_variable.empty())
    return defect(value, "must have both `userEnv` and `passwordEnv`, or neither");
  return std::nullopt;
}

}  // namespace

Defect publish(const json::Value& value, std::vector<Destination>& out) {
  if (auto found = list<Destination>(value, "destinations", out, publish_destination)) return found;
  std::set<std::string> seen;
  for (std::size_t i = 0; i < out.size(); ++i) {
    if (!seen.insert(out[i].name).second)
      return inside(defect(value.items()[i], fmt::format("has the same name as another, `{}`", out[i].name)),
                    fmt::format("[{}]", i));
  }
  return std::nullopt;
}

}  // namespace values

}  // namespace ra::model
