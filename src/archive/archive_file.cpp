#include "archive/archive_file.hpp"

#include "base/try.hpp"

#include <utility>

namespace ra::archive {

namespace {

constexpr std::size_t small_size = std::size_t{16} << 10U;
constexpr std::size_t flush_size = std::size_t{64} << 10U;

}  // namespace

ArchiveFile::ArchiveFile(const std::filesystem::path& path, OutputFile file, const std::vector<Hash>& hashes)
    : path_{path}, file_{std::move(file)}, digests_{hashes, file_} {}

Result<std::unique_ptr<ArchiveFile>> ArchiveFile::create(const std::filesystem::path& path,
                                                         const std::vector<Hash>& hashes) {
  RA_TRY_ASSIGN(OutputFile file, OutputFile::create(path));
  return std::unique_ptr<ArchiveFile>{new ArchiveFile{path, std::move(file), hashes}};
}

Result<> ArchiveFile::write(const Piece& piece) {
  if (held_from_) return file_.write(piece.view());
  if (piece.size() < small_size) return write(piece.view());
  RA_TRY(flush());
  RA_TRY(file_.write(piece.view()));
  digests_.add(piece);
  return {};
}

Result<> ArchiveFile::write(std::string_view bytes) {
  if (held_from_) return file_.write(bytes);
  if (bytes.size() >= small_size) return write(Piece::copy_of(bytes));
  small_ += bytes;
  return small_.size() < flush_size ? Result<>{} : flush();
}

Result<> ArchiveFile::flush() {
  if (small_.empty()) return {};
  const Piece piece = Piece::copy_of(small_);
  small_.clear();
  RA_TRY(file_.write(piece.view()));
  digests_.add(piece);
  return {};
}

Result<> ArchiveFile::hold() {
  RA_TRY(flush());
  held_from_ = file_.size();
  return {};
}

Result<> ArchiveFile::patch(std::uint64_t offset, std::string_view bytes) { return file_.write_at(offset, bytes); }

Result<> ArchiveFile::truncate(std::uint64_t size) { return file_.truncate(size); }

void ArchiveFile::settle() {
  digests_.add_range(*held_from_, file_.size() - *held_from_);
  held_from_.reset();
}

Result<Made> ArchiveFile::commit() {
  RA_TRY(flush());
  RA_TRY_ASSIGN(Digests digests, digests_.finish());
  Made made{path_, file_.size(), std::move(digests), {}};
  RA_TRY(file_.commit());
  return made;
}

}  // namespace ra::archive
