#pragma once

#include <string_view>

namespace ra::bump {

// Does a pattern of cargo's or npm's workspaces name this folder? What the signs mean: base/glob.hpp.
bool names_folder(std::string_view pattern, std::string_view folder);

bool is_glob(std::string_view pattern);

}  // namespace ra::bump
