#include "pack/payload.hpp"

#include "base/input_file.hpp"
#include "base/try.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace ra::pack {

namespace {

constexpr std::size_t piece_size = std::size_t{2} << 20U;  // of which most compressors need not make a copy

Error changed(const Entry& entry) {
  return error(Errc::conflict, fmt::format("{} changed while it was packed", entry.source.string()),
               "run it again when nothing else writes there");
}

}  // namespace

Payload::Payload(Hash hash_of_files, std::unique_ptr<archive::Sink> out, std::optional<Hash> hash_of_whole)
    : out_{std::move(out)}, files_{hash_of_files}, pieces_{piece_size, [this](const archive::Piece& piece) {
                                                             return pass_on(piece);
                                                           }} {
  if (hash_of_whole) whole_.emplace(*hash_of_whole);
}

Result<> Payload::pass_on(const archive::Piece& piece) {
  files_.add(piece);
  if (whole_) whole_->add(piece);
  return out_->write_piece(piece);
}

Result<> Payload::add(std::string_view bytes) {
  size_ += bytes.size();
  return pieces_.write(bytes);
}

Result<> Payload::add_file(const Entry& entry) {
  files_.expect(size_, entry.size);
  return entry.text ? add(*entry.text) : read(entry);
}

Result<> Payload::read(const Entry& entry) {
  RA_TRY_ASSIGN(const InputFile file, InputFile::open(entry.source));
  if (file.size() != entry.size) return changed(entry);
  for (std::uint64_t at = 0; at < entry.size;) {
    const auto room = pieces_.room();
    const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(room.size(), entry.size - at));
    RA_TRY_ASSIGN(const std::size_t read, file.read_at(at, room.data(), size));
    if (read != size) return changed(entry);
    at += size;
    size_ += size;
    RA_TRY(pieces_.filled(size));
  }
  char beyond = '\0';
  RA_TRY_ASSIGN(const std::size_t more, file.read_at(entry.size, &beyond, 1));
  if (more != 0) return changed(entry);
  return {};
}

Result<PayloadSums> Payload::finish() {
  RA_TRY(pieces_.finish());
  RA_TRY(out_->finish());
  PayloadSums sums;
  sums.files = files_.finish();
  if (whole_) sums.whole = whole_->hex();
  sums.size = size_;
  return sums;
}

}  // namespace ra::pack
