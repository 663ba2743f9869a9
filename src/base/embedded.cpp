#include "base/embedded.hpp"

#include <zstd.h>

#include <stdexcept>

namespace ra {

std::string unpack(const Embedded& text) {
  std::string unpacked(text.size, '\0');
  const std::size_t size = ZSTD_decompress(unpacked.data(), unpacked.size(), text.packed.data(), text.packed.size());
  if (size != text.size) throw std::logic_error("what the binary carries cannot be unpacked");
  return unpacked;
}

}  // namespace ra
