#include "archive/zip_reader.hpp"

#include "archive/deflate.hpp"
#include "archive/destination.hpp"
#include "archive/inflate.hpp"
#include "archive/little_endian.hpp"
#include "archive/names.hpp"
#include "archive/zip_records.hpp"
#include "base/try.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace ra::archive {

namespace {

constexpr std::size_t piece_size = std::size_t{64} << 10U;
constexpr std::size_t longest_target = 4096;  // PATH_MAX

Error damaged(const ZipMember& member, std::string_view how) { return refused(member.name, how); }

// Lets through as much as a member is said to have.
class Checked : public Sink {
 public:
  Checked(const ZipMember& member, Sink& next) : member_{member}, next_{next} {}

  Result<> write(std::string_view bytes) override {
    if (bytes.size() > member_.size - seen_) return damaged(member_, "is larger than it says");
    seen_ += bytes.size();
    crc_ = crc32(crc_, bytes);
    return next_.write(bytes);
  }

  Result<> finish() override {
    if (seen_ != member_.size) return damaged(member_, "is smaller than it says");
    if (crc_ != member_.crc) return damaged(member_, "is damaged: its checksum is another");
    return {};
  }

 private:
  const ZipMember& member_;
  Sink& next_;
  std::uint64_t seen_ = 0;
  std::uint32_t crc_ = 0;
};

// The sizes of a local header: behind it in zip64, if they do not fit.
bool sizes_agree(const ZipMember& member, std::string_view fixed, std::string_view extra) {
  std::uint64_t packed = get<std::uint32_t>(fixed, 18);
  std::uint64_t size = get<std::uint32_t>(fixed, 22);
  while (extra.size() >= 4) {
    const std::size_t length = std::min<std::size_t>(get<std::uint16_t>(extra, 2), extra.size() - 4);
    if (get<std::uint16_t>(extra, 0) == zip::zip64_extra) {
      std::string_view values = extra.substr(4, length);
      for (std::uint64_t* value : {&size, &packed}) {
        if (*value != zip::in_zip64 || values.size() < 8) continue;
        *value = get<std::uint64_t>(values, 0);
        values.remove_prefix(8);
      }
    }
    extra.remove_prefix(4 + length);
  }
  const auto crc = get<std::uint32_t>(fixed, 14);
  // Known only after the data when it was written, so they stand behind it; some writers put them here later.
  const bool later = (member.flags & zip::descriptor_flag) != 0;
  return (crc == member.crc || (later && crc == 0)) && (size == member.size || (later && size == 0)) &&
         (packed == member.packed_size || (later && packed == 0));
}

// Where the data begins. What stands before it must say the same as the directory, or other readers would see another
// file.
Result<std::uint64_t> data_of(const InputFile& file, const ZipMember& member) {
  std::string fixed(zip::local_size, '\0');
  RA_TRY_ASSIGN(std::size_t read, file.read_at(member.offset, fixed.data(), fixed.size()));
  if (read != fixed.size() || get<std::uint32_t>(fixed, 0) != zip::local_signature) {
    return damaged(member, "is not where the directory says");
  }
  const std::size_t name_size = get<std::uint16_t>(fixed, 26);
  std::string rest(name_size + get<std::uint16_t>(fixed, 28), '\0');
  RA_TRY_ASSIGN(read, file.read_at(member.offset + zip::local_size, rest.data(), rest.size()));
  if (read != rest.size()) return damaged(member, "ends too early");
  const auto flags = get<std::uint16_t>(fixed, 6);
  constexpr std::uint16_t same_flags = zip::encrypted_flag | zip::descriptor_flag;
  if (std::string_view{rest}.substr(0, name_size) != member.written || get<std::uint16_t>(fixed, 8) != member.method ||
      (flags & same_flags) != (member.flags & same_flags) ||
      !sizes_agree(member, fixed, std::string_view{rest}.substr(name_size))) {
    return damaged(member, "says one thing in the directory and another where it lies");
  }
  const std::uint64_t data_at = member.offset + zip::local_size + rest.size();
  if (data_at > member.limit || member.packed_size > member.limit - data_at) {
    return damaged(member, "reaches into what comes after it");
  }
  return data_at;
}

Result<> unpack_member(const InputFile& file, const ZipMember& member, std::uint64_t at, Sink& out) {
  Inflater inflater{Inflater::Form::raw};
  std::string piece(piece_size, '\0');
  for (std::uint64_t left = member.packed_size; left > 0;) {
    const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(left, piece.size()));
    RA_TRY_ASSIGN(const std::size_t read, file.read_at(at, piece.data(), size));
    if (read != size) return damaged(member, "ends too early");
    const std::string_view bytes{piece.data(), size};
    std::size_t used = size;
    if (member.method == zip::stored) {
      RA_TRY(out.write(bytes));
    } else {
      const auto fed = inflater.feed(bytes, out);
      if (inflater.damaged()) return damaged(member, "is damaged");
      RA_TRY_ASSIGN(used, fed);
    }
    if (used != size) return damaged(member, "has more data than it unpacks");
    at += size;
    left -= size;
  }
  if (member.method == zip::deflated && !inflater.done()) return damaged(member, "ends too early");
  return {};
}

}  // namespace

ZipReader::ZipReader(InputFile file, std::vector<ZipMember> members)
    : file_{std::move(file)}, members_{std::move(members)} {}

Result<ZipReader> ZipReader::open(const std::filesystem::path& path, const Limits& limits) {
  RA_TRY_ASSIGN(InputFile file, InputFile::open(path));
  auto members = read_zip_directory(file, limits);
  if (!members) return with_context(members.error(), path.string());
  return ZipReader{std::move(file), *std::move(members)};
}

const ZipMember* ZipReader::find(std::string_view name) const {
  const auto found = std::ranges::find(members_, name, &ZipMember::name);
  return found == members_.end() ? nullptr : &*found;
}

Result<std::string> ZipReader::read_member(std::string_view name, std::size_t most) const {
  const ZipMember* member = find(name);
  if (member == nullptr) {
    return error(Errc::not_found, fmt::format("{}: there is no {}", file_.path().string(), in_quotes(name)));
  }
  if (member->size > most) {
    return error(Errc::config,
                 fmt::format("{}: {} is larger than {} bytes", file_.path().string(), in_quotes(name), most));
  }
  StringSink content;
  RA_TRY(copy(*member, content));
  return content.text();
}

Result<> ZipReader::copy(const ZipMember& member, Sink& out) const {
  const auto all = [&]() -> Result<> {
    RA_TRY_ASSIGN(const std::uint64_t at, data_of(file_, member));
    Checked checked{member, out};
    RA_TRY(unpack_member(file_, member, at, checked));
    return checked.finish();
  };
  auto done = all();
  if (!done) return with_context(done.error(), file_.path().string());
  return {};
}

Result<> ZipReader::extract(const std::filesystem::path& folder) const {
  RA_TRY_ASSIGN(Destination destination, Destination::create(folder));
  const auto in_archive = [&](const Error& e) {
    return e.code == Errc::config ? with_context(e, file_.path().string()) : e;
  };
  for (const ZipMember& member : members_) {
    if (member.kind == Kind::file) {
      const auto file = destination.add_file(member.name, member.executable);
      if (!file) return in_archive(file.error());
      RA_TRY(copy(member, **file));
      RA_TRY((*file)->finish());
      continue;
    }
    RA_TRY_ASSIGN(const std::string content, read_member(member.name, longest_target));
    const auto added = member.kind == Kind::folder ? destination.add_folder(member.name)
                                                   : destination.add_symlink(member.name, content);
    if (!added) return in_archive(added.error());
  }
  return destination.commit();
}

}  // namespace ra::archive
