#include "pack/package_fields.hpp"
#include "pack/package_values.hpp"
#include "pack/templates.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <string>
#include <vector>

// How the templates of packages are described: `service`, `ui`, `meta`.
namespace ra::pack {

namespace values = model::values;
using values::Defect;

namespace {

Defect absolute(const json::Value& value, std::string& path) {
  while (path.size() > 1 && path.ends_with('/')) path.pop_back();
  // It stands in scripts and units, between quotes or bare.
  if (path.find_first_of("'\"\\ $%@") != std::string::npos) return values::defect(value, "must be a plain path");
  if (auto wrong = defect_of_destination(path)) return values::defect(value, *wrong);
  return std::nullopt;
}

Defect paths_below(const json::Value& value, std::vector<std::string>& out) {
  return values::list<std::string>(value, "paths", out, [](const json::Value& item, std::string& path) -> Defect {
    if (auto found = values::relative_path(item, path)) return found;
    if (path.empty()) return values::defect(item, "must name something below");
    return std::nullopt;
  });
}

Defect plain_name(const json::Value& value, std::string& out) {
  if (auto found = values::text(value, out)) return found;
  if (auto wrong = defect_of_name(out)) return values::defect(value, *wrong);
  return std::nullopt;
}

// One line of a unit.
Defect environment(const json::Value& value, std::map<std::string, std::string>& out) {
  if (auto found = values::texts(value, out)) return found;
  for (const auto& member : value.members()) {
    const bool fine = member.key.find_first_of("= \"\n") == std::string::npos &&
                      out[member.key].find_first_of("\"\\\n") == std::string::npos;
    if (!fine)
      return values::inside(values::defect(member.value, "cannot stand in a unit", "no quotes, backslashes and lines"),
                            "." + one_line(member.key, 40));
  }
  return std::nullopt;
}

Defect missing(const json::Value& value, std::string_view what) {
  return values::defect(value, fmt::format("must have {}", what));
}

Defect outcome(const json::Value& value, const Result<>& applied) {
  if (applied) return std::nullopt;
  return values::defect(value, "is wrong: " + applied.error().message, applied.error().hint);
}

}  // namespace

Defect PackageReader::service(const Value& value, Package& out) const {
  ServiceTemplate service;
  auto found = values::object(value, "a service",
                              {{"src", [&](const Value& v) { return text(v, service.source); }},
                               {"home", [&](const Value& v) { return text(v, service.home); }},
                               {"exec", [&](const Value& v) { return text(v, service.exec); }},
                               {"user", [&](const Value& v) { return plain_name(v, service.user); }},
                               {"group", [&](const Value& v) { return plain_name(v, service.group); }},
                               {"unit", [&](const Value& v) { return plain_name(v, service.unit); }},
                               {"config", [&](const Value& v) { return paths_below(v, service.config); }},
                               {"writable", [&](const Value& v) { return paths_below(v, service.writable); }},
                               {"environment", [&](const Value& v) { return environment(v, service.environment); }}});
  if (found) return found;
  if (service.source.empty()) return missing(value, "a `src`, the folder that is installed");
  if (service.home.empty()) return missing(value, "a `home`, where it is installed");
  if (service.exec.empty()) return missing(value, "an `exec`, the command that systemd runs");
  if (service.user.empty()) return missing(value, "a `user`");
  if (auto wrong = absolute(value["home"], service.home)) return wrong;
  return outcome(value, apply(service, packager_, out));
}

Defect PackageReader::ui(const Value& value, Package& out) const {
  UiTemplate ui;
  auto found = values::object(value, "a ui",
                              {{"src", [&](const Value& v) { return text(v, ui.source); }},
                               {"home", [&](const Value& v) { return text(v, ui.home); }},
                               {"config", [&](const Value& v) { return paths_below(v, ui.config); }},
                               {"nginx", [&](const Value& v) { return text(v, ui.nginx); }}});
  if (found) return found;
  if (ui.source.empty()) return missing(value, "a `src`, the folder that is installed");
  if (ui.home.empty()) return missing(value, "a `home`, where it is installed");
  if (auto wrong = absolute(value["home"], ui.home)) return wrong;
  return outcome(value, apply(ui, out));
}

Defect PackageReader::meta(const Value& value, Package& out) const {
  MetaTemplate meta;
  auto found =
      values::object(value, "a meta package", {{"packages", [&](const Value& v) { return texts(v, meta.packages); }}});
  if (found) return found;
  if (meta.packages.empty()) return missing(value, "`packages`, those that it asks for");
  return outcome(value, apply(meta, packager_, out));
}

Defect PackageReader::templates(const Value& value, Package& out) const {
  if (const Value* given = value.find("service")) {
    if (auto found = service(*given, out)) return values::inside(std::move(found), ".service");
  }
  if (const Value* given = value.find("ui")) {
    if (auto found = ui(*given, out)) return values::inside(std::move(found), ".ui");
  }
  if (const Value* given = value.find("meta")) {
    if (auto found = meta(*given, out)) return values::inside(std::move(found), ".meta");
  }
  return std::nullopt;
}

}  // namespace ra::pack
