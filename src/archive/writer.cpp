#include "archive/writer.hpp"

#include "archive/names.hpp"
#include "base/input_file.hpp"
#include "base/try.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace ra::archive {

namespace {

Error changed(const Entry& entry) {
  return error(Errc::internal, fmt::format("{} changed while it was read", entry.source.string()),
               "run it again when nothing writes there any more");
}

class Feed {
 public:
  explicit Feed(std::span<Writer* const> writers) : writers_{writers} {}

  Result<> member(const Entry& entry) {
    for (Writer* writer : writers_) RA_TRY(writer->begin(entry));
    if (entry.kind == Kind::file) RA_TRY(entry.content ? content(entry) : file(entry));
    for (Writer* writer : writers_) RA_TRY(writer->end());
    return {};
  }

 private:
  Result<> give(const Piece& piece) {
    for (Writer* writer : writers_) RA_TRY(writer->add(piece));
    return {};
  }

  static std::size_t part_of(std::uint64_t left, bool whole) {
    return static_cast<std::size_t>(whole ? left : std::min<std::uint64_t>(left, part_size));
  }

  Result<> content(const Entry& entry) {
    const bool whole = entry.size <= whole_size;
    for (std::string_view left = *entry.content; !left.empty();) {
      const std::size_t size = part_of(left.size(), whole);
      RA_TRY(give(Piece::copy_of(left.substr(0, size))));
      left.remove_prefix(size);
    }
    return {};
  }

  Result<> file(const Entry& entry) {
    RA_TRY_ASSIGN(const InputFile file, InputFile::open(entry.source));
    if (file.size() != entry.size) return changed(entry);
    const bool whole = entry.size <= whole_size;
    for (std::uint64_t at = 0; at < entry.size;) {
      const std::size_t size = part_of(entry.size - at, whole);
      Buffer buffer = memory_.take(size);
      RA_TRY_ASSIGN(const std::size_t read, file.read_at(at, buffer.data(), size));
      if (read != size) return changed(entry);
      at += size;
      RA_TRY(give(std::move(buffer).piece(size)));
    }
    char beyond = '\0';
    RA_TRY_ASSIGN(const std::size_t more, file.read_at(entry.size, &beyond, 1));
    if (more != 0) return changed(entry);
    return {};
  }

  std::span<Writer* const> writers_;
  Memory memory_;
};

}  // namespace

Result<> write_members(const Tree& tree, std::span<Writer* const> writers) {
  Feed feed{writers};
  for (const Entry& entry : tree.entries()) RA_TRY(feed.member(entry));
  return {};
}

}  // namespace ra::archive
