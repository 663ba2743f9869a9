#pragma once

#include "forge/access.hpp"
#include "forge/pulls.hpp"

#include <string>
#include <vector>

// What the commit will say that makes a pull request part of its base, as the repository's settings have it; whoever
// merges may still write something else. Pure.
namespace ra::forge {

// "Merge pull request #12 from …", or the title with the number.
std::string merge_message(const MergeWays& ways, const Pull& pull);

// `messages`: those of its commits, the oldest first.
std::string squash_message(const MergeWays& ways, const Pull& pull, const std::vector<std::string>& messages);

}  // namespace ra::forge
