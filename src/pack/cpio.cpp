#include "pack/cpio.hpp"

#include <fmt/format.h>

namespace ra::pack {

namespace {

constexpr std::uint32_t folder_type = 0040000;
constexpr std::uint32_t symlink_type = 0120000;
constexpr std::uint32_t file_type = 0100000;

struct Head {
  std::uint32_t inode = 0;
  std::uint32_t mode = 0;
  std::uint32_t links = 1;
  std::uint32_t mtime = 0;
  std::uint32_t size = 0;
};

// Head and name are padded together, to a multiple of four.
std::string padded(std::string text) {
  text += cpio_padding(text.size());
  return text;
}

std::string newc(const Head& head, std::string_view name) {
  constexpr std::uint32_t zero = 0;
  std::string text = "070701";
  const std::uint32_t fields[] = {head.inode, head.mode,  zero,      zero,
                                  head.links, head.mtime, head.size, zero,
                                  zero,       zero,       zero,      static_cast<std::uint32_t>(name.size() + 1),
                                  zero};
  for (const std::uint32_t field : fields) text += fmt::format("{:08x}", field);
  text += name;
  text += '\0';
  return padded(std::move(text));
}

}  // namespace

std::uint16_t full_mode(const Entry& entry) {
  std::uint32_t type = file_type;
  if (entry.kind == EntryKind::folder) type = folder_type;
  if (entry.kind == EntryKind::symlink) type = symlink_type;
  return static_cast<std::uint16_t>(type | entry.mode);
}

std::uint64_t payload_size(const Entry& entry) {
  if (entry.kind == EntryKind::symlink) return entry.target.size();
  return entry.kind == EntryKind::file ? entry.size : 0;
}

std::string cpio_entry(const Entry& entry, std::uint32_t index) {
  Head head;
  head.inode = index + 1;
  head.mode = full_mode(entry);
  head.mtime = static_cast<std::uint32_t>(entry.mtime);
  head.size = static_cast<std::uint32_t>(payload_size(entry));
  return newc(head, "." + entry.path);
}

std::string stripped_cpio_entry(std::uint32_t index) { return padded(fmt::format("07070X{:08x}", index)); }

std::string_view cpio_padding(std::uint64_t size) {
  return std::string_view{"\0\0\0", 3}.substr(0, (4 - size % 4) % 4);
}

std::string cpio_end() { return newc({}, "TRAILER!!!"); }

}  // namespace ra::pack
