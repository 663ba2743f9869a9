#pragma once

#include "archive/tree.hpp"
#include "base/time.hpp"

#include <cstdint>
#include <string>

// The records of a tar file: ustar, and pax (POSIX.1-2017, pax, "ustar Interchange Format") for what that cannot say.
namespace ra::archive::tar {

constexpr std::size_t block_size = 512;
constexpr std::size_t name_size = 100;                 // of a name and of where a link leads to
constexpr std::size_t prefix_size = 155;               // of the folders before a name
constexpr std::uint64_t most_octal = 0'777'7777'7777;  // 8 GiB - 1: eleven digits
constexpr std::size_t magic_at = 257;

// All that stands before the content: the header and, before it, a pax header if need be.
std::string header(const Entry& entry, WallTime time);

// Zeros between the end of that content and the next block.
std::size_t padding(std::uint64_t size);

}  // namespace ra::archive::tar
