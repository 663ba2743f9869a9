#include "pack/rpm_header.hpp"

#include <utility>

namespace ra::pack {

namespace {

// Types of values (rpm's manual, format_header.html).
constexpr std::uint32_t int16_type = 3;
constexpr std::uint32_t int32_type = 4;
constexpr std::uint32_t int64_type = 5;
constexpr std::uint32_t string_type = 6;
constexpr std::uint32_t binary_type = 7;
constexpr std::uint32_t strings_type = 8;
constexpr std::uint32_t translated_type = 9;

constexpr std::uint32_t index_entry_size = 16;
constexpr std::string_view magic{"\x8e\xad\xe8\x01\0\0\0\0", 8};

template <class T>
void put_big_endian(std::string& out, T value) {
  for (int shift = static_cast<int>(sizeof(T)) * 8 - 8; shift >= 0; shift -= 8)
    out += static_cast<char>(static_cast<unsigned char>(value >> static_cast<unsigned>(shift)));
}

template <class T>
std::string big_endian(const std::vector<T>& values) {
  std::string out;
  for (const T value : values) put_big_endian(out, value);
  return out;
}

struct IndexEntry {
  std::uint32_t tag = 0;
  std::uint32_t type = 0;
  std::uint32_t offset = 0;
  std::uint32_t count = 0;
};

void put(std::string& out, const IndexEntry& entry) {
  put_big_endian(out, entry.tag);
  put_big_endian(out, entry.type);
  put_big_endian(out, entry.offset);
  put_big_endian(out, entry.count);
}

std::uint32_t count_of(std::size_t size) { return static_cast<std::uint32_t>(size); }

}  // namespace

void RpmHeader::set_int16s(std::uint32_t tag, const std::vector<std::uint16_t>& values) {
  entries_[tag] = {int16_type, count_of(values.size()), sizeof(std::uint16_t), big_endian(values)};
}

void RpmHeader::set_int32s(std::uint32_t tag, const std::vector<std::uint32_t>& values) {
  entries_[tag] = {int32_type, count_of(values.size()), sizeof(std::uint32_t), big_endian(values)};
}

void RpmHeader::set_int64s(std::uint32_t tag, const std::vector<std::uint64_t>& values) {
  entries_[tag] = {int64_type, count_of(values.size()), sizeof(std::uint64_t), big_endian(values)};
}

void RpmHeader::set_string(std::uint32_t tag, std::string_view value) {
  entries_[tag] = {string_type, 1, 1, std::string{value} + '\0'};
}

void RpmHeader::set_strings(std::uint32_t tag, const std::vector<std::string>& values) {
  std::string data;
  for (const auto& value : values) data += value + '\0';
  entries_[tag] = {strings_type, count_of(values.size()), 1, std::move(data)};
}

void RpmHeader::set_translated(std::uint32_t tag, std::string_view value) {
  entries_[tag] = {translated_type, 1, 1, std::string{value} + '\0'};
}

void RpmHeader::set_binary(std::uint32_t tag, std::string_view bytes) {
  entries_[tag] = {binary_type, count_of(bytes.size()), 1, std::string{bytes}};
}

std::string RpmHeader::bytes(std::uint32_t region) const {
  std::string index;
  std::string data;
  for (const auto& [tag, value] : entries_) {
    while (data.size() % value.alignment != 0) data += '\0';
    put(index, {tag, value.type, count_of(data.size()), value.count});
    data += value.data;
  }
  // The region's entry stands first and points to the trailer, which stands last and points back over the whole index.
  const std::uint32_t entries = count_of(entries_.size()) + 1;
  std::string first;
  put(first, {region, binary_type, count_of(data.size()), index_entry_size});
  put(data, {region, binary_type, ~(entries * index_entry_size) + 1, index_entry_size});

  std::string out{magic};
  put_big_endian(out, entries);
  put_big_endian(out, count_of(data.size()));
  return out + first + index + data;
}

}  // namespace ra::pack
