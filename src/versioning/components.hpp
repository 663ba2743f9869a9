#pragma once

#include "bump/bump.hpp"
#include "history/releases.hpp"
#include "model/config_versioning.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace ra::versioning {

// What gets a version of its own: a package, packages that share their version, or whatever the configuration names.
struct Component {
  std::string name;
  std::vector<std::string> paths;         // its folders; "" is the root, which owns what nobody else does
  std::string tag;                        // "core-v{version}"
  std::string written = {};               // the version in its files; empty: they say none
  std::vector<std::uint32_t> needs = {};  // the components that it depends on, by index
  std::vector<bump::Package> packages = {};
  std::vector<model::VersionedFile> files = {};
};

// Ordered by path. `repository` is the name of a component that has no better one.
Result<std::vector<Component>> components_of(const model::VersioningConfig& config, const bump::Files& files,
                                             const std::vector<history::Tag>& tags, const std::string& repository);

}  // namespace ra::versioning
