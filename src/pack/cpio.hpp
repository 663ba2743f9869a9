#pragma once

#include "pack/entries.hpp"

#include <cstdint>
#include <string>
#include <string_view>

// The payload of an RPM: cpio, "newc" (cpio(5)), with names that begin with "./".
namespace ra::pack {

// What stands before the bytes of an entry. `index` counts from 0 in the order of the header.
std::string cpio_entry(const Entry& entry, std::uint32_t index);

// The same where a file is too large for newc's eight digits: all it says is which file of the header it is
// (rpm's manual, format_payload.html).
std::string stripped_cpio_entry(std::uint32_t index);

std::string_view cpio_padding(std::uint64_t size);  // after the bytes of a file
std::string cpio_end();

// Type and permissions as stat(2) has them.
std::uint16_t full_mode(const Entry& entry);

// Bytes that follow its head: of a file its content, of a link its target.
std::uint64_t payload_size(const Entry& entry);

}  // namespace ra::pack
