#pragma once

#include "bump/workspace.hpp"

namespace ra::bump {

// New versions into every place that says them. `versions` are of this workspace's kind.
Result<Files> apply(const Files& files, const Workspace& workspace, const std::vector<NewVersion>& versions);

}  // namespace ra::bump
