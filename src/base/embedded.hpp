#pragma once

#include <cstddef>
#include <span>
#include <string>

namespace ra {

// A text that the binary carries, as ra_embed() of cmake/Embedded.cmake has packed it.
struct Embedded {
  std::span<const unsigned char> packed;
  std::size_t size = 0;  // of the text
};

std::string unpack(const Embedded& text);

}  // namespace ra
