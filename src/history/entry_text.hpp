#pragma once

#include <string>
#include <string_view>

// What strangers wrote into commits, cut to what an entry holds and made fit to be shown.
namespace ra::history {

// Not cut inside a character.
std::string_view at_most(std::string_view text, std::size_t bytes);

// One line of printable UTF-8, at most 500 bytes.
std::string line_of(std::string_view text);

// Lines of printable UTF-8, at most 16 KiB.
std::string text_of(std::string_view text);

}  // namespace ra::history
