#pragma once

#include <cstddef>
#include <cstdint>

namespace ra::archive {

// What an archive of strangers may become. Beyond it is refused as a bomb.
struct Limits {
  std::uint64_t most_bytes = std::uint64_t{8} << 30U;  // all members together
  std::uint64_t most_ratio = 250;                      // to one packed byte, where there is more than free_size
  std::uint64_t free_size = std::uint64_t{4} << 20U;   // so much of anything does no harm
  std::size_t most_members = 500'000;
};

inline bool is_bomb(std::uint64_t packed, std::uint64_t size, const Limits& limits) {
  return size > limits.free_size && size / limits.most_ratio > packed;
}

}  // namespace ra::archive
