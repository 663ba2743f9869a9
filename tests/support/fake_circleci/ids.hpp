#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace ra::test::fake {

// Numbers and ids that depend on nothing but a seed and what they name, so that two runs of the same
// scenario agree however their requests interleave.
std::uint64_t hash(std::uint64_t seed, std::initializer_list<std::string_view> what);
double chance(std::uint64_t seed, std::initializer_list<std::string_view> what);            // [0, 1)
std::string made_uuid(std::uint64_t seed, std::initializer_list<std::string_view> what);    // RFC 4122 version 4
std::string made_commit(std::uint64_t seed, std::initializer_list<std::string_view> what);  // 40 hex digits

}  // namespace ra::test::fake
