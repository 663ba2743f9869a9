#include "base/random.hpp"

#include <fmt/format.h>
#include <sys/random.h>

#include <stdexcept>

namespace ra {

Random system_random() {
  return [] {
    std::uint64_t value = 0;
    if (::getrandom(&value, sizeof value, 0) != sizeof value) throw std::runtime_error("getrandom failed");
    return value;
  };
}

std::string uuid(const Random& random) {
  const std::uint64_t high = (random() & ~0xf000ULL) | 0x4000ULL;
  const std::uint64_t low = (random() & 0x3fff'ffff'ffff'ffffULL) | 0x8000'0000'0000'0000ULL;
  return fmt::format("{:08x}-{:04x}-{:04x}-{:04x}-{:012x}", high >> 32U, high >> 16U & 0xffffU, high & 0xffffU,
                     low >> 48U, low & 0xffff'ffff'ffffULL);
}

}  // namespace ra
