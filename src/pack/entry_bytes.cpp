#include "pack/entry_bytes.hpp"

#include "base/file_reader.hpp"
#include "base/try.hpp"

#include <fmt/format.h>

namespace ra::pack {

Result<> for_each_piece(const Entry& entry, const Sink& take) {
  if (entry.text) return take(*entry.text);
  RA_TRY_ASSIGN(FileReader file, FileReader::open(entry.source));
  std::uint64_t size = 0;
  for (;;) {
    RA_TRY_ASSIGN(const std::string_view piece, file.next());
    size += piece.size();
    const bool wrong = size > entry.size || (piece.empty() && size != entry.size);
    if (wrong)
      return error(Errc::conflict, fmt::format("{} changed while it was packed", entry.source.string()),
                   "run it again when nothing else writes there");
    if (piece.empty()) return {};
    RA_TRY(take(piece));
  }
}

}  // namespace ra::pack
