#pragma once

#include "bump/bump.hpp"
#include "bump/npm_file.hpp"

#include <map>
#include <string>
#include <vector>

namespace ra::bump {

struct NpmManifest {
  NpmFile file;
  std::string folder;
  const json::Value* name = nullptr;  // nullptr when it says none, as the root of a workspace may
  const json::Value* version = nullptr;
  bool is_private = false;
};

using NpmManifests = std::map<std::string, NpmManifest>;  // by folder

// All package.json that stand highest in their folders, and the workspaces of these.
Result<NpmManifests> load_npm(const Files& files);

}  // namespace ra::bump
