#include "archive/packed_members.hpp"

#include "base/try.hpp"

#include <utility>

namespace ra::archive {

const PackedMembers::Member* PackedMembers::find(const Entry& entry, int level) const {
  if (entry.content || entry.source.empty()) return nullptr;
  const auto found = members_.find(entry.source);
  if (found == members_.end() || found->second.size != entry.size || found->second.level != level) return nullptr;
  return &found->second;
}

Result<> PackedMembers::add(const std::filesystem::path& archive, std::vector<Source> members) {
  RA_TRY_ASSIGN(InputFile opened, InputFile::open(archive));
  const auto file = std::make_shared<const InputFile>(std::move(opened));
  for (Source& one : members) {
    one.member.archive = file;
    members_.emplace(std::move(one.path), std::move(one.member));
  }
  return {};
}

Piece packed_data(const PackedMembers::Member& member, Memory& memory) {
  const auto size = static_cast<std::size_t>(member.packed_size);
  Buffer buffer = memory.take(size);
  const auto read = member.archive->read_at(member.offset, buffer.data(), size);
  return read && *read == size ? std::move(buffer).piece(size) : Piece{};
}

}  // namespace ra::archive
