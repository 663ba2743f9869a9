#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace ra::bump {

// Where a TOML file nests deeper than any manifest does, before a parser with a stack sees it: brackets within
// brackets, or parts of a dotted key. Reads any text, TOML or not.
std::optional<std::size_t> find_too_deep(std::string_view text);

constexpr std::size_t most_brackets = 32;
constexpr std::size_t most_dots = 64;

}  // namespace ra::bump
