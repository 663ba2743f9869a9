#pragma once

#include "archive/tree.hpp"

namespace ra::archive {

struct WalkOptions {
  std::string prefix;       // before each name: "graviteeio-full-3.1.0"
  bool keep_modes = false;  // else 0755 for folders and what its owner may execute, 0644 for the rest
};

// All below `folder`, one look at each: files, folders, empty ones too, and links as links. Sockets, pipes and devices
// are errors. Without `folder` itself; Tree::of checks the names and sorts them.
Result<std::vector<Entry>> walk(const std::filesystem::path& folder, const WalkOptions& options = {});

}  // namespace ra::archive
