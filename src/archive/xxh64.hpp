#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace ra::archive {

// XXH64 with the seed 0, of which a frame of zstd ends with the low four bytes (RFC 8878, 3.1.1). By
// github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md.
class Xxh64 {
 public:
  void add(std::string_view bytes);
  std::uint64_t value() const;

 private:
  static constexpr std::size_t stripe = 32;
  static constexpr std::uint64_t prime1 = 0x9E3779B185EBCA87U;
  static constexpr std::uint64_t prime2 = 0xC2B2AE3D27D4EB4FU;

  void take(const char* at);

  std::array<std::uint64_t, 4> lanes_{prime1 + prime2, prime2, 0, 0 - prime1};
  std::array<char, stripe> rest_{};
  std::uint64_t size_ = 0;
};

}  // namespace ra::archive
