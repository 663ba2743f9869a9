#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

// How much room text takes on a terminal. The text is valid UTF-8 without control characters.
namespace ra::report {

std::size_t display_width(std::string_view text);  // in columns: wide characters and emoji take two

std::string fitted(std::string_view text, std::size_t width);    // with an ellipsis in the middle where needed
std::string padded(std::string text, std::size_t width);         // spaces after
std::string padded_before(std::string text, std::size_t width);  // spaces before
std::vector<std::string> wrapped(std::string_view text, std::size_t width);  // between words where it can be

}  // namespace ra::report
