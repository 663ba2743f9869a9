#pragma once

#include "bump/bump.hpp"
#include "bump/cargo_manifest.hpp"

#include <map>
#include <set>
#include <string>

namespace ra::bump {

// The manifests of a repository as cargo sees them: who is a member of which workspace, and what depends on what.
class CargoTree {
 public:
  explicit CargoTree(const Files& files) : files_{files} {}

  // All that are reached from those that stand highest in their folders. An error for one that cannot be read.
  Result<> load();

  const std::map<std::string, CargoManifest>& reached() const { return reached_; }  // by folder
  // Others, which are no packages of this repository but may depend on some: excluded ones, fuzz/Cargo.toml.
  // Those that cannot be read are left out: test data may be wrong on purpose.
  const std::map<std::string, CargoManifest>& others() const { return others_; }
  const CargoManifest* find(std::string_view folder) const;

  // Whose workspace tables this one inherits from; nullptr for nobody's.
  const CargoManifest* workspace_of(const CargoManifest& manifest) const;

  // The folders of the packages that stand in the lock file of this folder.
  std::set<std::string> locked_in(std::string_view folder) const;

 private:
  Result<std::vector<std::string>> next(const CargoManifest& manifest) const;
  Result<std::vector<std::string>> members(const CargoManifest& manifest) const;

  const Files& files_;
  std::map<std::string, CargoManifest> reached_;
  std::map<std::string, CargoManifest> others_;
};

}  // namespace ra::bump
