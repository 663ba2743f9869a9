#pragma once

#include <string_view>

namespace ra::bump {

// Does a pattern of cargo's or npm's workspaces name this folder? `*` and `?` stay within a part of the path, `**` is
// any number of parts, `[a-z]` and `[!a-z]` one character of it, `{a,b}` either. Takes time in proportion to pattern
// times path, whatever the pattern.
bool glob_matches(std::string_view pattern, std::string_view path);

bool is_glob(std::string_view pattern);

}  // namespace ra::bump
