#include "pack/tar_entry.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ra::pack {

namespace {

constexpr std::size_t block = 512;
constexpr std::size_t name_size = 100;

struct Field {
  std::size_t at;
  std::size_t size;
};
// gnu.org/software/tar/manual, "Basic Tar Format".
constexpr Field name_field{0, name_size};
constexpr Field mode_field{100, 8};
constexpr Field uid_field{108, 8};
constexpr Field gid_field{116, 8};
constexpr Field size_field{124, 12};
constexpr Field mtime_field{136, 12};
constexpr Field sum_field{148, 8};
constexpr Field link_field{157, name_size};
constexpr std::size_t type_at = 156;
constexpr std::size_t magic_at = 257;
constexpr Field owner_field{265, 32};
constexpr Field group_field{297, 32};

void put(std::string& head, Field field, std::string_view text) {
  text = text.substr(0, field.size);
  std::ranges::copy(text, head.begin() + static_cast<std::ptrdiff_t>(field.at));
}

// In octal; what is too large for it in binary, with the first bit set.
void put_number(std::string& head, Field field, std::uint64_t value) {
  const std::string octal = fmt::format("{:0{}o}", value, field.size - 1);
  if (octal.size() < field.size) return put(head, field, octal);
  std::string binary(field.size, '\0');
  for (std::size_t i = 0; i < sizeof value; ++i) binary[field.size - 1 - i] = static_cast<char>(value >> (8 * i));
  binary[0] = '\x80';
  put(head, field, binary);
}

struct TarHead {
  std::string_view name;
  char type;
  std::uint32_t mode;
  std::uint64_t size;
  std::int64_t mtime;
  std::string_view target;
  std::string_view owner;
  std::string_view group;
};

std::string head_of(const TarHead& what) {
  std::string head(block, '\0');
  put(head, name_field, what.name);
  put_number(head, mode_field, what.mode);
  put_number(head, uid_field, 0);
  put_number(head, gid_field, 0);
  put_number(head, size_field, what.size);
  put_number(head, mtime_field, static_cast<std::uint64_t>(std::max<std::int64_t>(what.mtime, 0)));
  head[type_at] = what.type;
  put(head, link_field, what.target);
  put(head, {magic_at, 8}, std::string_view{"ustar  \0", 8});
  put(head, owner_field, what.owner);
  put(head, group_field, what.group);
  put(head, sum_field, "        ");
  unsigned sum = 0;
  for (const char c : head) sum += static_cast<unsigned char>(c);
  put(head, sum_field, fmt::format("{:06o}", sum) + '\0' + ' ');
  return head;
}

// An entry of its own that holds what does not fit into the next one's head: 'L' a name, 'K' a target.
std::string long_text(char type, std::string_view text) {
  const std::string bytes = std::string{text} + '\0';
  return head_of({"././@LongLink", type, 0644, bytes.size(), 0, "", "root", "root"}) + bytes +
         tar_padding(bytes.size());
}

}  // namespace

std::string tar_entry(const Entry& entry) {
  std::string name = "." + entry.path;
  if (entry.kind == EntryKind::folder && !name.ends_with('/')) name += '/';
  char type = '0';
  if (entry.kind == EntryKind::folder) type = '5';
  if (entry.kind == EntryKind::symlink) type = '2';
  std::string out;
  if (entry.target.size() > name_size) out += long_text('K', entry.target);
  if (name.size() > name_size) out += long_text('L', name);
  const std::uint64_t size = entry.kind == EntryKind::file ? entry.size : 0;
  return out + head_of({name, type, entry.mode, size, entry.mtime, entry.target, entry.owner, entry.group});
}

std::string tar_padding(std::uint64_t size) { return std::string((block - size % block) % block, '\0'); }

std::string tar_end() { return std::string(2 * block, '\0'); }

}  // namespace ra::pack
