#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace ra {

// 64 random bits a call. A parameter everywhere, so that tests know what comes.
using Random = std::function<std::uint64_t()>;

// getrandom(2).
Random system_random();

// RFC 4122 version 4.
std::string uuid(const Random& random);

}  // namespace ra
