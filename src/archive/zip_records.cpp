#include "archive/zip_records.hpp"

#include "archive/little_endian.hpp"

#include <algorithm>
#include <chrono>

namespace ra::archive::zip {

namespace {

constexpr std::uint16_t version_20 = 20;  // folders and deflate
constexpr std::uint16_t version_45 = 45;  // zip64
constexpr std::uint32_t dos_folder = 0x10;

std::uint32_t clipped(std::uint64_t value) { return value >= in_zip64 ? in_zip64 : static_cast<std::uint32_t>(value); }

std::uint16_t clipped_short(std::uint64_t value) {
  return value >= in_zip64_short ? in_zip64_short : static_cast<std::uint16_t>(value);
}

std::string zip64_field(const std::string& values) {
  if (values.empty()) return "";
  std::string field;
  put<std::uint16_t>(field, zip64_extra);
  put<std::uint16_t>(field, static_cast<std::uint16_t>(values.size()));
  return field + values;
}

// What the local and the central header have in common.
void put_common(std::string& out, const Member& member, Stamp stamp, bool zip64) {
  put<std::uint16_t>(out, zip64 ? version_45 : version_20);
  put<std::uint16_t>(out, utf8_flag);
  put<std::uint16_t>(out, member.method);
  put<std::uint16_t>(out, stamp.time);
  put<std::uint16_t>(out, stamp.date);
  put<std::uint32_t>(out, member.crc);
}

}  // namespace

Stamp stamp(WallTime time) {
  using namespace std::chrono;
  constexpr sys_seconds first = sys_days{year{1980} / January / 1};
  constexpr sys_seconds last = sys_days{year{2107} / December / 31} + 23h + 59min + 58s;
  const sys_seconds at = std::clamp(floor<seconds>(time), first, last);
  const year_month_day day{floor<days>(at)};
  const hh_mm_ss clock{at - floor<days>(at)};
  const auto hours = static_cast<unsigned>(clock.hours().count());
  const auto minutes = static_cast<unsigned>(clock.minutes().count());
  const auto seconds = static_cast<unsigned>(clock.seconds().count());
  const auto years = static_cast<unsigned>(static_cast<int>(day.year()) - 1980);
  Stamp out;
  out.time = static_cast<std::uint16_t>(hours << 11U | minutes << 5U | seconds / 2);
  out.date = static_cast<std::uint16_t>(years << 9U | static_cast<unsigned>(day.month()) << 5U |
                                        static_cast<unsigned>(day.day()));
  return out;
}

bool needs_zip64(std::uint64_t size) { return size >= in_zip64; }

std::string local_header(const Member& member, Stamp stamp) {
  const bool zip64 = needs_zip64(member.size);
  std::string extra;
  if (zip64) {  // 4.5.3: in a local header both or none
    std::string values;
    put<std::uint64_t>(values, member.size);
    put<std::uint64_t>(values, member.packed_size);
    extra = zip64_field(values);
  }
  std::string out;
  put<std::uint32_t>(out, local_signature);
  put_common(out, member, stamp, zip64);
  put<std::uint32_t>(out, zip64 ? in_zip64 : static_cast<std::uint32_t>(member.packed_size));
  put<std::uint32_t>(out, clipped(member.size));
  put<std::uint16_t>(out, static_cast<std::uint16_t>(member.name.size()));
  put<std::uint16_t>(out, static_cast<std::uint16_t>(extra.size()));
  return out + member.name + extra;
}

std::string central_header(const Member& member, Stamp stamp) {
  std::string values;
  if (member.size >= in_zip64) put<std::uint64_t>(values, member.size);
  if (member.packed_size >= in_zip64) put<std::uint64_t>(values, member.packed_size);
  if (member.offset >= in_zip64) put<std::uint64_t>(values, member.offset);
  const std::string extra = zip64_field(values);
  std::string out;
  put<std::uint32_t>(out, central_signature);
  put<std::uint16_t>(out, static_cast<std::uint16_t>(made_by_unix << 8U | (extra.empty() ? version_20 : version_45)));
  put_common(out, member, stamp, !extra.empty());
  put<std::uint32_t>(out, clipped(member.packed_size));
  put<std::uint32_t>(out, clipped(member.size));
  put<std::uint16_t>(out, static_cast<std::uint16_t>(member.name.size()));
  put<std::uint16_t>(out, static_cast<std::uint16_t>(extra.size()));
  put<std::uint16_t>(out, 0);  // comment
  put<std::uint16_t>(out, 0);  // disk
  put<std::uint16_t>(out, 0);  // internal attributes
  put<std::uint32_t>(out, member.unix_mode << 16U | (member.name.ends_with('/') ? dos_folder : 0));
  put<std::uint32_t>(out, clipped(member.offset));
  return out + member.name + extra;
}

std::string end_records(std::uint64_t members, std::uint64_t directory_offset, std::uint64_t directory_size) {
  std::string out;
  if (members >= in_zip64_short || directory_offset >= in_zip64 || directory_size >= in_zip64) {
    put<std::uint32_t>(out, end64_signature);
    put<std::uint64_t>(out, end64_size - 12);  // of what follows this number
    put<std::uint16_t>(out, static_cast<std::uint16_t>(made_by_unix << 8U | version_45));
    put<std::uint16_t>(out, version_45);
    put<std::uint32_t>(out, 0);  // this disk
    put<std::uint32_t>(out, 0);  // the directory's disk
    put<std::uint64_t>(out, members);
    put<std::uint64_t>(out, members);
    put<std::uint64_t>(out, directory_size);
    put<std::uint64_t>(out, directory_offset);
    put<std::uint32_t>(out, end64_locator_signature);
    put<std::uint32_t>(out, 0);
    put<std::uint64_t>(out, directory_offset + directory_size);
    put<std::uint32_t>(out, 1);  // disks
  }
  put<std::uint32_t>(out, end_signature);
  put<std::uint16_t>(out, 0);
  put<std::uint16_t>(out, 0);
  put<std::uint16_t>(out, clipped_short(members));
  put<std::uint16_t>(out, clipped_short(members));
  put<std::uint32_t>(out, clipped(directory_size));
  put<std::uint32_t>(out, clipped(directory_offset));
  put<std::uint16_t>(out, 0);  // comment
  return out;
}

}  // namespace ra::archive::zip
