#include "archive/tar_writer.hpp"

#include "archive/names.hpp"
#include "archive/tar_records.hpp"
#include "base/try.hpp"

#include <array>
#include <string>
#include <utility>

namespace ra::archive {

TarWriter::TarWriter(std::unique_ptr<ArchiveFile> file, const TarOptions& options, int level, Workers& workers)
    : file_{std::move(file)},
      time_{options.time},
      out_{options.compression, level, workers, [this](const Piece& piece) { return file_->write(piece); }},
      blocks_{block_size(options.compression, level), [this](const Piece& piece) {
                if (unpacked_) unpacked_->add(piece);
                return out_.write_piece(piece);
              }} {
  if (options.unpacked_sha256) unpacked_.emplace(Hash::sha256);
}

Result<std::unique_ptr<TarWriter>> TarWriter::create(const std::filesystem::path& path, const TarOptions& options,
                                                     Workers& workers) {
  RA_TRY_ASSIGN(auto file, ArchiveFile::create(path, options.digests));
  const int level = options.level.value_or(options.compression == Compression::zstd ? 3 : 6);
  return std::unique_ptr<TarWriter>{new TarWriter{std::move(file), options, level, workers}};
}

Result<> TarWriter::begin(const Entry& entry) {
  entry_ = &entry;
  seen_ = 0;
  return blocks_.write(tar::header(entry, time_));
}

Result<> TarWriter::add(const Piece& piece) {
  seen_ += piece.size();
  return blocks_.write(piece.view());
}

Result<> TarWriter::end() {
  if (entry_->kind == Kind::file && seen_ != entry_->size) {
    return error(Errc::internal, in_quotes(entry_->name) + " came with another size than was said");
  }
  return blocks_.write(std::string(tar::padding(seen_), '\0'));
}

Result<Made> TarWriter::finish() {
  RA_TRY(blocks_.write(std::string(2 * tar::block_size, '\0')));
  RA_TRY(blocks_.finish());
  RA_TRY(out_.finish());
  RA_TRY_ASSIGN(Made made, file_->commit());
  if (unpacked_) made.unpacked_sha256 = unpacked_->hex();
  return made;
}

Result<Made> make_tar(const Tree& tree, const std::filesystem::path& path, const TarOptions& options,
                      Workers& workers) {
  RA_TRY_ASSIGN(const auto writer, TarWriter::create(path, options, workers));
  const std::array<Writer*, 1> writers{writer.get()};
  RA_TRY(write_members(tree, writers));
  return writer->finish();
}

}  // namespace ra::archive
