#include "archive/zip_directory.hpp"

#include "archive/little_endian.hpp"
#include "archive/names.hpp"
#include "archive/zip_records.hpp"
#include "base/try.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <unordered_set>
#include <utility>

namespace ra::archive {

namespace {

constexpr std::uint64_t longest_comment = 65'535;

Error not_a_zip(std::string_view why) { return error(Errc::config, fmt::format("it is not a zip file: {}", why)); }

Result<std::string> read_all(const InputFile& file, std::uint64_t offset, std::size_t size) {
  std::string bytes(size, '\0');
  RA_TRY_ASSIGN(const std::size_t read, file.read_at(offset, bytes.data(), size));
  if (read != size) return not_a_zip("it ends too early");
  return bytes;
}

struct Directory {
  std::uint64_t members = 0;
  std::uint64_t offset = 0;
  std::uint64_t size = 0;
};

// The record at the very end, behind which there is its comment and nothing else.
Result<std::uint64_t> end_record_at(const InputFile& file) {
  if (file.size() < zip::end_size) return not_a_zip("it is too short");
  const std::uint64_t tail_size = std::min(file.size(), zip::end_size + longest_comment);
  const std::uint64_t tail_at = file.size() - tail_size;
  RA_TRY_ASSIGN(const std::string tail, read_all(file, tail_at, static_cast<std::size_t>(tail_size)));
  for (std::size_t at = tail.size() - zip::end_size + 1; at-- > 0;) {
    if (get<std::uint32_t>(tail, at) != zip::end_signature) continue;
    if (at + zip::end_size + get<std::uint16_t>(tail, at + 20) == tail.size()) return tail_at + at;
  }
  return not_a_zip("its end is missing");
}

Result<Directory> zip64_directory(const InputFile& file, std::uint64_t at) {
  RA_TRY_ASSIGN(const std::string end, read_all(file, at, zip::end64_size));
  if (get<std::uint32_t>(end, 0) != zip::end64_signature) return not_a_zip("its zip64 record is missing");
  if (get<std::uint32_t>(end, 16) != 0 || get<std::uint32_t>(end, 20) != 0) return not_a_zip("it has several parts");
  Directory found;
  found.members = get<std::uint64_t>(end, 32);
  found.size = get<std::uint64_t>(end, 40);
  found.offset = get<std::uint64_t>(end, 48);
  if (get<std::uint64_t>(end, 24) != found.members) return not_a_zip("it has several parts");
  return found;
}

// What the short record says must be the same, or that it does not fit.
bool agrees(std::uint64_t is_short, std::uint64_t mark, std::uint64_t is) { return is_short == mark || is_short == is; }

Result<Directory> directory_of(const InputFile& file) {
  RA_TRY_ASSIGN(const std::uint64_t end_at, end_record_at(file));
  RA_TRY_ASSIGN(const std::string end, read_all(file, end_at, zip::end_size));
  Directory found;
  found.members = get<std::uint16_t>(end, 10);
  found.size = get<std::uint32_t>(end, 12);
  found.offset = get<std::uint32_t>(end, 16);
  if (get<std::uint16_t>(end, 8) != found.members) return not_a_zip("it has several parts");
  if (get<std::uint16_t>(end, 4) != 0 || get<std::uint16_t>(end, 6) != 0) return not_a_zip("it has several parts");
  std::uint64_t directory_end = end_at;
  std::string locator;
  if (end_at >= zip::end64_locator_size) {
    RA_TRY_ASSIGN(locator, read_all(file, end_at - zip::end64_locator_size, zip::end64_locator_size));
  }
  if (!locator.empty() && get<std::uint32_t>(locator, 0) == zip::end64_locator_signature) {
    directory_end = get<std::uint64_t>(locator, 8);
    if (directory_end > end_at - zip::end64_locator_size) return not_a_zip("its zip64 record lies elsewhere");
    RA_TRY_ASSIGN(const Directory wide, zip64_directory(file, directory_end));
    if (!agrees(found.members, zip::in_zip64_short, wide.members) || !agrees(found.size, zip::in_zip64, wide.size) ||
        !agrees(found.offset, zip::in_zip64, wide.offset)) {
      return not_a_zip("its end says two different things");
    }
    found = wide;
  }
  if (found.offset > directory_end || found.size != directory_end - found.offset) {
    return not_a_zip("its directory is not where its end says");
  }
  return found;
}

// The bytes of the directory, front to back.
class DirectoryBytes {
 public:
  DirectoryBytes(const InputFile& file, const Directory& directory)
      : file_{file}, at_{directory.offset}, left_{directory.size} {}

  bool empty() const { return left_ == 0 && at_in_piece_ == piece_.size(); }

  // Valid until the next call.
  Result<std::string_view> take(std::size_t size) {
    if (piece_.size() - at_in_piece_ < size) RA_TRY(read_more());
    if (piece_.size() - at_in_piece_ < size) return not_a_zip("its directory ends too early");
    const std::string_view taken = std::string_view{piece_}.substr(at_in_piece_, size);
    at_in_piece_ += size;
    return taken;
  }

 private:
  static constexpr std::uint64_t piece_size = std::uint64_t{256} << 10U;  // more than three fields of 65,535

  Result<> read_more() {
    const auto size = static_cast<std::size_t>(std::min(left_, piece_size));
    RA_TRY_ASSIGN(const std::string more, read_all(file_, at_, size));
    piece_.erase(0, at_in_piece_);
    piece_ += more;
    at_in_piece_ = 0;
    at_ += size;
    left_ -= size;
    return {};
  }

  const InputFile& file_;
  std::uint64_t at_;
  std::uint64_t left_;
  std::string piece_;
  std::size_t at_in_piece_ = 0;
};

// Puts the values that did not fit into their places, in the order in which 4.5.3 has them.
bool read_zip64(std::string_view extra, ZipMember& member) {
  std::string_view values;
  while (extra.size() >= 4) {
    const std::size_t size = std::min<std::size_t>(get<std::uint16_t>(extra, 2), extra.size() - 4);
    if (get<std::uint16_t>(extra, 0) == zip::zip64_extra) values = extra.substr(4, size);
    extra.remove_prefix(4 + size);
  }
  for (std::uint64_t* value : {&member.size, &member.packed_size, &member.offset}) {
    if (*value != zip::in_zip64) continue;
    if (values.size() < 8) return false;
    *value = get<std::uint64_t>(values, 0);
    values.remove_prefix(8);
  }
  return true;
}

Result<> read_kind(ZipMember& member, std::uint16_t made_by, std::uint32_t attributes) {
  const std::uint32_t mode = made_by >> 8U == zip::made_by_unix ? attributes >> 16U : 0;
  member.executable = (mode & S_IXUSR) != 0;
  if (member.written.ends_with('/')) {
    member.kind = Kind::folder;
    if (member.size != 0) return refused(member.name, "is a folder with content");
    return {};
  }
  switch (mode & S_IFMT) {
    case 0:
    case S_IFREG: member.kind = Kind::file; return {};
    case S_IFLNK: member.kind = Kind::symlink; return {};
    default: return refused(member.name, "is neither a file nor a folder nor a link");
  }
}

Result<> check(const ZipMember& member, const Limits& limits) {
  RA_TRY(check_name(member.name));
  if ((member.flags & (zip::encrypted_flag | zip::strong_encryption_flag | zip::masked_flag)) != 0) {
    return refused(member.name, "is encrypted");
  }
  if (member.method != zip::stored && member.method != zip::deflated) {
    return refused(member.name, fmt::format("is packed by method {}; 0 and 8 can be read", member.method));
  }
  if (member.method == zip::stored && member.packed_size != member.size) {
    return refused(member.name, "is stored and has two sizes");
  }
  if (is_bomb(member.packed_size, member.size, limits)) {
    return refused(member.name, fmt::format("is a bomb: {} bytes packed into {}", member.size, member.packed_size));
  }
  return {};
}

Result<ZipMember> read_member(DirectoryBytes& bytes) {
  RA_TRY_ASSIGN(const std::string_view fixed, bytes.take(zip::central_size));
  if (get<std::uint32_t>(fixed, 0) != zip::central_signature) return not_a_zip("its directory is damaged");
  ZipMember member;
  const auto made_by = get<std::uint16_t>(fixed, 4);
  member.flags = get<std::uint16_t>(fixed, 8);
  member.method = get<std::uint16_t>(fixed, 10);
  member.crc = get<std::uint32_t>(fixed, 16);
  member.packed_size = get<std::uint32_t>(fixed, 20);
  member.size = get<std::uint32_t>(fixed, 24);
  const std::size_t name_size = get<std::uint16_t>(fixed, 28);
  const std::size_t extra_size = get<std::uint16_t>(fixed, 30);
  const std::size_t comment_size = get<std::uint16_t>(fixed, 32);
  const auto disk = get<std::uint16_t>(fixed, 34);
  const auto attributes = get<std::uint32_t>(fixed, 38);
  member.offset = get<std::uint32_t>(fixed, 42);
  RA_TRY_ASSIGN(const std::string_view rest, bytes.take(name_size + extra_size + comment_size));
  member.written = rest.substr(0, name_size);
  member.name = plain_name(member.written);
  if (disk != 0) return refused(member.name, "lies in another part");
  if (!read_zip64(rest.substr(name_size, extra_size), member)) return refused(member.name, "has no zip64 field");
  RA_TRY(read_kind(member, made_by, attributes));
  return member;
}

// The least that a member takes: the local header may have other extra fields.
std::uint64_t least_end(const ZipMember& member) {
  return member.offset + zip::local_size + member.written.size() + member.packed_size;
}

Result<> find_limits(std::vector<ZipMember>& members, std::uint64_t directory_at) {
  std::vector<ZipMember*> by_offset;
  for (ZipMember& member : members) by_offset.push_back(&member);
  std::ranges::sort(by_offset, {}, &ZipMember::offset);
  std::uint64_t limit = directory_at;
  for (std::size_t i = by_offset.size(); i-- > 0;) {
    ZipMember& member = *by_offset[i];
    member.limit = limit;
    limit = member.offset;
    if (member.offset > directory_at || member.packed_size > directory_at || least_end(member) > member.limit) {
      return refused(member.name, "reaches into what comes after it");
    }
  }
  return {};
}

}  // namespace

Result<std::vector<ZipMember>> read_zip_directory(const InputFile& file, const Limits& limits) {
  RA_TRY_ASSIGN(const Directory directory, directory_of(file));
  if (directory.members > limits.most_members) {
    return error(Errc::config, fmt::format("it has {} members; {} may be", directory.members, limits.most_members));
  }
  std::vector<ZipMember> members;
  std::unordered_set<std::string> names;
  std::uint64_t total = 0;
  std::uint64_t seen = 0;
  for (DirectoryBytes bytes{file, directory}; !bytes.empty();) {
    if (seen++ == directory.members) return not_a_zip("its directory has more members than its end says");
    RA_TRY_ASSIGN(ZipMember member, read_member(bytes));
    if (member.name.empty() && member.kind == Kind::folder && member.written.starts_with('.')) continue;  // of all
    RA_TRY(check(member, limits));
    if (!names.insert(member.name).second) return refused(member.name, "is there twice");
    if (member.size > limits.most_bytes - total) {
      return refused(member.name, fmt::format("is a bomb: with it there are more than {} bytes", limits.most_bytes));
    }
    total += member.size;
    members.push_back(std::move(member));
  }
  if (seen != directory.members) return not_a_zip("its directory has fewer members than its end says");
  RA_TRY(find_limits(members, directory.offset));
  return members;
}

}  // namespace ra::archive
