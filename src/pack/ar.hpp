#pragma once

#include "base/error.hpp"
#include "base/input_file.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// What a deb is on the outside (deb(5)): ar(5), with plain names of at most 15 bytes.
namespace ra::pack {

constexpr std::string_view ar_magic = "!<arch>\n";
constexpr std::size_t ar_head_size = 60;

std::string ar_head(std::string_view name, std::uint64_t size, std::int64_t mtime);

std::string_view ar_padding(std::uint64_t size);  // after a member

struct ArMember {
  std::string name;
  std::uint64_t begin = 0;
  std::uint64_t size = 0;
};

// Of a file that may come from anywhere: a deb has three.
Result<std::vector<ArMember>> ar_members(const InputFile& file);

}  // namespace ra::pack
