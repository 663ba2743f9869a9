#pragma once

#include "base/error.hpp"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

// Files by patterns (base/glob.hpp).
namespace ra::testresult {

// * and ? within a folder's name, [a-z], {one,other}, and ** for folders of any depth.
bool matches(std::string_view pattern, std::string_view path);

// The files below `folder` that the pattern names, sorted; relative patterns give relative paths. A folder stands for
// the reports in it. Does not follow links to folders where it searches, nor look into .git.
std::vector<std::string> expand(const std::filesystem::path& folder, const std::string& pattern);

}  // namespace ra::testresult
