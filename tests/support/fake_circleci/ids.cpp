#include "support/fake_circleci/ids.hpp"

#include "base/random.hpp"

#include <fmt/format.h>

namespace ra::test::fake {

namespace {

// splitmix64, public domain (Sebastiano Vigna).
std::uint64_t mix(std::uint64_t& state) {
  std::uint64_t z = (state += 0x9e3779b97f4a7c15U);
  z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
  z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
  return z ^ (z >> 31U);
}

}  // namespace

std::uint64_t hash(std::uint64_t seed, std::initializer_list<std::string_view> what) {
  std::uint64_t h = 0xcbf29ce484222325U ^ seed;  // FNV-1a
  for (const std::string_view part : what) {
    for (const char c : part) h = (h ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
    h = (h ^ 0xffU) * 0x100000001b3U;  // ("ab", "c") is not ("a", "bc")
  }
  return mix(h);
}

double chance(std::uint64_t seed, std::initializer_list<std::string_view> what) {
  return static_cast<double>(hash(seed, what) >> 11U) * 0x1.0p-53;
}

std::string made_uuid(std::uint64_t seed, std::initializer_list<std::string_view> what) {
  std::uint64_t state = hash(seed, what);
  return uuid([&state] { return mix(state); });
}

std::string made_commit(std::uint64_t seed, std::initializer_list<std::string_view> what) {
  std::uint64_t state = hash(seed, what);
  const std::uint64_t a = mix(state);
  const std::uint64_t b = mix(state);
  return fmt::format("{:016x}{:016x}{:08x}", a, b, mix(state) >> 32U);
}

}  // namespace ra::test::fake
