#pragma once

#include "bump/toml.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ra::bump {

// One dependency on a folder of this repository.
struct CargoDependency {
  std::string key;
  std::string folder;      // as seen from the repository's root
  TomlValue version;       // absent when it asks for none
  bool inherited = false;  // { workspace = true }: `folder` and `version` stand in the workspace's manifest
  bool for_tests = false;  // of dev-dependencies
};

struct CargoManifest {
  std::string file;
  std::string folder;
  TomlValue root;
  std::vector<CargoDependency> dependencies;            // of all its tables, for all targets
  std::vector<CargoDependency> workspace_dependencies;  // that its members may inherit

  bool has_package() const { return root["package"].is_table(); }
  bool has_workspace() const { return root["workspace"].is_table(); }
  // package.version and the like: of another table when it says { workspace = true }.
  bool inherits(std::string_view key) const { return root["package"][key]["workspace"].is_true(); }
};

Result<CargoManifest> read_cargo_manifest(const std::string& file, std::string_view text);

}  // namespace ra::bump
