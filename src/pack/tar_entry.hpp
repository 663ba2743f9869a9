#pragma once

#include "pack/entries.hpp"

#include <cstdint>
#include <string>
#include <string_view>

// The archives in a deb: tar as GNU writes it, since dpkg knows its long names and not those of pax (deb(5)).
namespace ra::pack {

// What stands before the bytes of an entry, with what it takes for a long name or target. Names begin with "./".
std::string tar_entry(const Entry& entry);

std::string tar_padding(std::uint64_t size);  // after the bytes of a file
std::string tar_end();

}  // namespace ra::pack
