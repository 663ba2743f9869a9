#pragma once

#include <concepts>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ra {

std::vector<std::string_view> split(std::string_view text, char separator);
std::vector<std::string_view> lines(std::string_view text);  // without their ends, CR LF too

// Parts of a string that nobody keeps would be gone before they are read: name it first.
template <std::same_as<std::string> T>
void split(T&& text, char separator) = delete;
template <std::same_as<std::string> T>
void lines(T&& text) = delete;

std::string_view trim(std::string_view text);
std::string lower(std::string_view text);  // ASCII only
bool is_letter(char c);                    // ASCII only

// Insertions, deletions, replacements and swaps of neighbours that make `b` of `a`.
std::size_t edit_distance(std::string_view a, std::string_view b);

// What somebody may have meant: the candidate with the fewest edits, or "" when none is near.
std::string nearest(std::string_view word, std::span<const std::string> candidates);

// One line of printable UTF-8: control bytes and ANSI sequences gone, invalid bytes replaced,
// cut in the middle with an ellipsis at `most` code points.
std::string one_line(std::string_view text, std::size_t most = 200);

}  // namespace ra
