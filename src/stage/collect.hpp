#pragma once

#include "base/error.hpp"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace ra::stage {

// Copies the files that these patterns name (`*` within a name, `**` over folders) from `from` to `to`, by their last
// name, and gives their digests. `failed_ci` for a pattern that names nothing, `conflict` for two files of one name.
Result<std::map<std::string, std::string>> collect(const std::filesystem::path& from,
                                                   const std::vector<std::string>& patterns,
                                                   const std::filesystem::path& to);

}  // namespace ra::stage
