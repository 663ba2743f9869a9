#pragma once

#include "base/time.hpp"

#include <cstdint>
#include <string>

// The records of a zip file as APPNOTE.TXT 6.3 has them, without reading or writing anything.
namespace ra::archive::zip {

constexpr std::uint32_t local_signature = 0x04034b50;
constexpr std::uint32_t central_signature = 0x02014b50;
constexpr std::uint32_t end_signature = 0x06054b50;
constexpr std::uint32_t end64_signature = 0x06064b50;
constexpr std::uint32_t end64_locator_signature = 0x07064b50;
constexpr std::size_t local_size = 30;  // without name and extra fields, as the others
constexpr std::size_t central_size = 46;
constexpr std::size_t end_size = 22;
constexpr std::size_t end64_size = 56;
constexpr std::size_t end64_locator_size = 20;

constexpr std::uint16_t stored = 0;
constexpr std::uint16_t deflated = 8;
constexpr std::uint16_t encrypted_flag = 1U << 0U;
constexpr std::uint16_t descriptor_flag = 1U << 3U;
constexpr std::uint16_t strong_encryption_flag = 1U << 6U;
constexpr std::uint16_t utf8_flag = 1U << 11U;
constexpr std::uint16_t masked_flag = 1U << 13U;
constexpr std::uint16_t zip64_extra = 1;
constexpr std::uint8_t made_by_unix = 3;

// What does not fit says this, and the value stands in zip64 records. So the largest that fits is one less.
constexpr std::uint32_t in_zip64 = 0xffffffff;
constexpr std::uint16_t in_zip64_short = 0xffff;

struct Stamp {
  std::uint16_t time = 0;
  std::uint16_t date = 0;
};
// UTC, to two seconds; what comes before 1980 or after 2107 becomes the first or the last moment of these.
Stamp stamp(WallTime time);

struct Member {
  std::string name;  // a folder's ends in "/"
  std::uint16_t method = stored;
  std::uint32_t crc = 0;
  std::uint64_t packed_size = 0;
  std::uint64_t size = 0;
  std::uint64_t offset = 0;     // of its local header
  std::uint32_t unix_mode = 0;  // with the kind of file
};

// Whether the local header of a file of that size has a zip64 field: it hangs on nothing that compressing finds out.
bool needs_zip64(std::uint64_t size);

std::string local_header(const Member& member, Stamp stamp);
std::string central_header(const Member& member, Stamp stamp);
// What ends the file: zip64 records, if need be, and the end of the central directory.
std::string end_records(std::uint64_t members, std::uint64_t directory_offset, std::uint64_t directory_size);

}  // namespace ra::archive::zip
