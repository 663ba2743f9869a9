#pragma once

#include "base/error.hpp"
#include "git/repository.hpp"

#include <map>
#include <set>
#include <string>
#include <string_view>

namespace ra::git {

// Text that git's plumbing reads. Pure: nothing here runs git.

// "Name <mail> 1700000000 +0000", with what git itself would take out of a name taken out.
Result<std::string> signature(const Identity& who, WallTime when);

// A path that git would check out anywhere: relative, no "..", no ".git".
bool is_path(std::string_view path);

// 40 or 64 lower-case hex digits.
bool is_sha(std::string_view text);

// For `git fast-import`: one commit, its files, and no ref. Answers with its sha. Three to a hundred times fewer
// processes than hash-object, read-tree, update-index, write-tree and commit-tree, and no index file.
std::string import_stream(const Sha& parent, const std::map<std::string, std::string>& files,
                          const std::set<std::string>& executables, const std::string& message,
                          const std::string& signature);

}  // namespace ra::git
