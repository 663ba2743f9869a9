#include "bump/cargo_manifest.hpp"

#include "base/try.hpp"
#include "bump/paths.hpp"
#include "bump/place.hpp"

#include <fmt/format.h>

#include <array>

namespace ra::bump {

namespace {

void add_dependencies(const TomlValue& table, const std::string& folder, bool for_tests,
                      std::vector<CargoDependency>& to) {
  for (const auto& [key, value] : table.members) {
    CargoDependency one;
    one.key = key;
    one.for_tests = for_tests;
    one.inherited = value["workspace"].is_true();
    one.version = value["version"];
    const auto path = value["path"].is_string() ? resolve(folder, value["path"].text) : std::nullopt;
    if (path) one.folder = *path;
    if (path || one.inherited) to.push_back(std::move(one));
  }
}

void add_tables(const TomlValue& owner, const std::string& folder, std::vector<CargoDependency>& to) {
  // The names with `_` are old, and still read.
  for (const auto* name : {"dependencies", "build-dependencies", "build_dependencies"}) {
    add_dependencies(owner[name], folder, false, to);
  }
  for (const auto* name : {"dev-dependencies", "dev_dependencies"}) add_dependencies(owner[name], folder, true, to);
}

Result<> must_be_text(const CargoManifest& m, std::string_view text, const TomlValue& value, std::string_view what) {
  if (!value || value.is_string()) return {};
  return error_at(m.file, text, value.begin, fmt::format("{} is not a string", what), "put it in quotation marks");
}

Result<> check_versions(const CargoManifest& m, std::string_view text, const std::vector<CargoDependency>& all) {
  for (const auto& one : all) RA_TRY(must_be_text(m, text, one.version, fmt::format("the version of {}", one.key)));
  return {};
}

}  // namespace

Result<CargoManifest> read_cargo_manifest(const std::string& file, std::string_view text) {
  CargoManifest m;
  m.file = file;
  m.folder = std::string{folder_of(file)};
  RA_TRY_ASSIGN(m.root, parse_toml(file, text, most_manifest));
  const TomlValue& package = m.root["package"];
  if (m.has_package() && (!package["name"].is_string() || package["name"].text.empty())) {
    return error_at(file, text, package.begin, "a package without a name", "add name = \"…\"");
  }
  if (package["version"] && !m.inherits("version")) {
    RA_TRY(must_be_text(m, text, package["version"], "the package's version"));
  }
  RA_TRY(must_be_text(m, text, m.root["workspace"]["package"]["version"], "the workspace's version"));
  add_tables(m.root, m.folder, m.dependencies);
  for (const auto& [name, target] : m.root["target"].members) add_tables(target, m.folder, m.dependencies);
  add_dependencies(m.root["workspace"]["dependencies"], m.folder, false, m.workspace_dependencies);
  RA_TRY(check_versions(m, text, m.dependencies));
  RA_TRY(check_versions(m, text, m.workspace_dependencies));
  return m;
}

}  // namespace ra::bump
