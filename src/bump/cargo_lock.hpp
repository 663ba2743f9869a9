#pragma once

#include "bump/workspace.hpp"

#include <map>
#include <string>
#include <vector>

namespace ra::bump {

// Cargo.lock: the versions of packages that come from no registry, and where others depend on "name version".
// `members` are those that may stand in it, by name: their numbers in the workspace.
Result<> read_cargo_lock(const std::string& file, std::string_view text,
                         const std::multimap<std::string, std::size_t>& members, Workspace& workspace);

}  // namespace ra::bump
