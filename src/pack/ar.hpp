#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

// What a deb is on the outside (deb(5)): ar(5), with plain names of at most 15 bytes.
namespace ra::pack {

constexpr std::string_view ar_magic = "!<arch>\n";
constexpr std::size_t ar_head_size = 60;

std::string ar_head(std::string_view name, std::uint64_t size, std::int64_t mtime);

std::string_view ar_padding(std::uint64_t size);  // after a member

}  // namespace ra::pack
