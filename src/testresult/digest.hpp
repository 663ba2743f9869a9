#pragma once

#include "base/error.hpp"
#include "testresult/report.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

// How the tests of one commit went, small enough to be kept for each: totals, and a 64-bit number a test that holds
// a hash of its names and its state.
namespace ra::testresult {

// Of a test, the same on every machine and in every version: digests of other days are compared with it.
std::uint64_t hash(std::uint64_t seed, std::string_view text);

inline constexpr std::uint64_t state_bits = 3;
inline std::uint64_t with_state(std::uint64_t id, State state) {
  return (id & ~state_bits) | static_cast<std::uint64_t>(state);
}
inline State state_of(std::uint64_t entry) { return static_cast<State>(entry & state_bits); }

// Sorted, each test once: of several states the worst.
void normalize(std::vector<std::uint64_t>& ids);

struct Digest {
  std::string sha;
  Totals totals;
  std::vector<std::uint64_t> ids;                // as normalize() leaves them
  std::map<std::uint64_t, std::string> failing;  // since which commit, by id without its state

  State state(std::uint64_t id) const;
};

Digest digest_of(const Report& report, std::string sha, const Digest* base);
std::string to_bytes(const Digest& digest);
Result<Digest> digest_from_bytes(std::string_view bytes);

// Needs report.ids.
void compare(Report& report, const Digest& base);

}  // namespace ra::testresult
