#include "archive/zip_writer.hpp"

#include "archive/deflate.hpp"
#include "archive/names.hpp"
#include "base/input_file.hpp"
#include "base/try.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <utility>

namespace ra::archive {

namespace {

// What is read and not written yet, with the memory that compressing it takes: this bounds ours.
constexpr std::size_t most_pending_bytes = std::size_t{24} << 20U;
constexpr std::size_t least_cost = std::size_t{4} << 10U;
constexpr std::size_t most_large_blocks = 8;

std::uint32_t unix_mode(const Entry& entry) {
  switch (entry.kind) {
    case Kind::file: return S_IFREG | entry.mode;
    case Kind::folder: return S_IFDIR | entry.mode;
    case Kind::symlink: return S_IFLNK | entry.mode;
  }
  return 0;
}

// Of a file that comes in pieces: whether to store it must be known before the first.
Result<bool> is_dense_file(const Entry& entry) {
  if (entry.content) return is_dense(*entry.content);
  RA_TRY_ASSIGN(const InputFile file, InputFile::open(entry.source));
  std::string samples(sample_count * sample_size, '\0');
  for (std::size_t i = 0; i < sample_count; ++i) {
    RA_TRY(file.read_at(sample_at(entry.size, i), samples.data() + i * sample_size, sample_size));
  }
  return are_dense(samples);
}

Error changed_file(const Entry& entry) {
  return error(Errc::internal, entry.source.string() + " changed while it was read",
               "run it again when nothing writes there any more");
}

}  // namespace

struct ZipWriter::Packed {
  std::uint16_t method = zip::stored;
  std::uint32_t crc = 0;
  Piece data;
};

struct ZipWriter::Pending {
  zip::Member member;
  std::filesystem::path source;
  std::size_t cost = 0;
  std::future<Packed> packed;
};

struct ZipWriter::Large {
  std::uint64_t data_at = 0;
  Piece before;
  std::deque<std::future<std::string>> blocks;
};

ZipWriter::ZipWriter(std::unique_ptr<ArchiveFile> file, const ZipOptions& options, Workers& workers)
    : file_{std::move(file)}, options_{options}, stamp_{zip::stamp(options.time)}, workers_{workers} {}

ZipWriter::~ZipWriter() = default;

Result<std::unique_ptr<ZipWriter>> ZipWriter::create(const std::filesystem::path& path, const ZipOptions& options,
                                                     Workers& workers) {
  RA_TRY_ASSIGN(auto file, ArchiveFile::create(path, options.digests));
  return std::unique_ptr<ZipWriter>{new ZipWriter{std::move(file), options, workers}};
}

Result<> ZipWriter::begin(const Entry& entry) {
  entry_ = &entry;
  seen_ = 0;
  known_ =
      options_.packed != nullptr && entry.kind == Kind::file ? options_.packed->find(entry, options_.level) : nullptr;
  member_ = {};
  member_.name = entry.kind == Kind::folder ? entry.name + "/" : entry.name;
  member_.unix_mode = unix_mode(entry);
  member_.size = entry.kind == Kind::symlink ? entry.target.size() : entry.size;
  if (entry.kind == Kind::symlink) return add(Piece::copy_of(entry.target));
  return entry.kind == Kind::file && entry.size > whole_size ? begin_large(entry) : Result<>{};
}

ZipWriter::Packed ZipWriter::pack(const Piece& piece, int level, bool is_file, const PackedMembers::Member* known,
                                  Memory memory) {
  Packed packed;
  packed.crc = crc32(0, piece.view());
  packed.data = piece;
  const bool is_known = known != nullptr && known->crc == packed.crc;
  if (is_known && known->method == zip::stored) return packed;
  Piece there = is_known ? packed_data(*known, memory) : Piece{};
  if (there.size() > 0) {
    packed.method = zip::deflated;
    packed.data = std::move(there);
    return packed;
  }
  if (!is_file || is_dense(piece.view())) return packed;
  Buffer buffer = memory.take(piece.size());
  const std::size_t size = deflate_whole(level, piece.view(), buffer.data(), piece.size() - 1);
  if (size == 0) return packed;
  packed.method = zip::deflated;
  packed.data = std::move(buffer).piece(size);
  return packed;
}

Result<> ZipWriter::add(const Piece& piece) {
  seen_ += piece.size();
  if (large_) return add_large(piece);
  const bool is_file = entry_->kind == Kind::file;
  const auto job = [piece = piece, level = options_.level, is_file, known = known_, memory = memory_] {
    return pack(piece, level, is_file, known, memory);
  };
  const std::size_t cost = least_cost + 2 * Memory::cost(piece.size());
  pending_bytes_ += cost;
  const std::filesystem::path source = is_file ? entry_->source : std::filesystem::path{};
  pending_.push_back({std::move(member_), source, cost, workers_.run(job)});
  return write_ready(most_pending_bytes);
}

Result<> ZipWriter::end() {
  if (entry_->kind == Kind::file && seen_ != entry_->size) {
    return error(Errc::internal, in_quotes(entry_->name) + " came with another size than was said");
  }
  if (large_) return end_large();
  if (seen_ > 0) return {};
  std::promise<Packed> nothing;  // folders and empty files wait for their turn, too
  nothing.set_value({});
  pending_bytes_ += least_cost;
  pending_.push_back({std::move(member_), {}, least_cost, nothing.get_future()});
  return write_ready(most_pending_bytes);
}

Result<> ZipWriter::write_ready(std::size_t most_pending) {
  while (pending_bytes_ > most_pending) {
    Pending next = std::move(pending_.front());
    pending_.pop_front();
    pending_bytes_ -= next.cost;
    const Packed packed = next.packed.get();
    next.member.method = packed.method;
    next.member.crc = packed.crc;
    next.member.packed_size = packed.data.size();
    RA_TRY(write_member(std::move(next), packed));
  }
  return {};
}

Result<> ZipWriter::write_member(Pending next, const Packed& packed) {
  next.member.offset = file_->size();
  RA_TRY(file_->write(zip::local_header(next.member, stamp_)));
  note(next.source, next.member, file_->size());
  if (packed.data.size() > 0) RA_TRY(file_->write(packed.data));
  written_.push_back(std::move(next.member));
  return {};
}

void ZipWriter::note(const std::filesystem::path& source, const zip::Member& member, std::uint64_t data_at) {
  if (options_.packed == nullptr || source.empty()) return;
  PackedMembers::Member one;
  one.offset = data_at;
  one.packed_size = member.packed_size;
  one.size = member.size;
  one.crc = member.crc;
  one.method = member.method;
  one.level = options_.level;
  noted_.push_back({source, std::move(one)});
}

Result<> ZipWriter::begin_large(const Entry& entry) {
  RA_TRY(write_ready(0));
  large_ = std::make_unique<Large>();
  if (known_ == nullptr) {
    RA_TRY_ASSIGN(const bool dense, is_dense_file(entry));
    member_.method = dense ? zip::stored : zip::deflated;
  } else {
    member_.method = known_->method;
  }
  member_.offset = file_->size();
  RA_TRY(file_->hold());
  RA_TRY(file_->write(zip::local_header(member_, stamp_)));
  large_->data_at = file_->size();
  return {};
}

Result<> ZipWriter::add_large(const Piece& piece) {
  member_.crc = crc32(member_.crc, piece.view());
  if (member_.method == zip::stored) return file_->write(piece);
  if (known_ != nullptr) return {};
  const bool last = seen_ == entry_->size;
  const auto pack = [level = options_.level, before = std::exchange(large_->before, piece), piece = piece, last] {
    return deflate_block(level, before.view(), piece.view(), last);
  };
  large_->blocks.push_back(workers_.run(pack));
  return write_blocks(most_large_blocks);
}

Result<> ZipWriter::write_blocks(std::size_t most_pending) {
  while (large_->blocks.size() > most_pending) {
    const std::string block = large_->blocks.front().get();
    large_->blocks.pop_front();
    RA_TRY(file_->write(block));
  }
  return {};
}

// The samples promised what did not come true.
Result<> ZipWriter::store_again() {
  RA_TRY(file_->truncate(large_->data_at));
  member_.method = zip::stored;
  if (entry_->content) return file_->write(*entry_->content);
  RA_TRY_ASSIGN(const InputFile file, InputFile::open(entry_->source));
  std::uint32_t crc = 0;
  std::string part(part_size, '\0');
  for (std::uint64_t at = 0; at < entry_->size;) {
    RA_TRY_ASSIGN(const std::size_t size, file.read_at(at, part.data(), part.size()));
    if (size == 0) break;
    const std::string_view bytes{part.data(), size};
    crc = crc32(crc, bytes);
    RA_TRY(file_->write(bytes));
    at += size;
  }
  if (crc == member_.crc && file_->size() - large_->data_at == entry_->size) return {};
  return changed_file(*entry_);
}

Result<> ZipWriter::take_over(const PackedMembers::Member& known) {
  std::string part(part_size, '\0');
  for (std::uint64_t at = 0; at < known.packed_size && known.crc == member_.crc;) {
    const std::uint64_t left = known.packed_size - at;
    const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(left, part.size()));
    RA_TRY_ASSIGN(const std::size_t read, known.archive->read_at(known.offset + at, part.data(), size));
    if (read != size) break;
    RA_TRY(file_->write(std::string_view{part.data(), size}));
    at += size;
  }
  if (known.crc == member_.crc && file_->size() - large_->data_at == known.packed_size) return {};
  return changed_file(*entry_);
}

Result<> ZipWriter::end_large() {
  RA_TRY(write_blocks(0));
  if (member_.method == zip::deflated && known_ != nullptr) RA_TRY(take_over(*known_));
  if (member_.method == zip::deflated && file_->size() - large_->data_at >= member_.size) RA_TRY(store_again());
  member_.packed_size = file_->size() - large_->data_at;
  RA_TRY(file_->patch(member_.offset, zip::local_header(member_, stamp_)));
  file_->settle();
  note(entry_->source, member_, large_->data_at);
  written_.push_back(std::move(member_));
  large_.reset();
  return {};
}

Result<Made> ZipWriter::finish() {
  RA_TRY(write_ready(0));
  const std::uint64_t directory_at = file_->size();
  std::string part;
  for (const zip::Member& member : written_) {
    part += zip::central_header(member, stamp_);
    if (part.size() < part_size / 4) continue;
    RA_TRY(file_->write(part));
    part.clear();
  }
  RA_TRY(file_->write(part));
  RA_TRY(file_->write(zip::end_records(written_.size(), directory_at, file_->size() - directory_at)));
  RA_TRY_ASSIGN(Made made, file_->commit());
  if (options_.packed != nullptr) RA_TRY(options_.packed->add(made.path, std::move(noted_)));
  return made;
}

Result<Made> make_zip(const Tree& tree, const std::filesystem::path& path, const ZipOptions& options,
                      Workers& workers) {
  RA_TRY_ASSIGN(const auto writer, ZipWriter::create(path, options, workers));
  const std::array<Writer*, 1> writers{writer.get()};
  RA_TRY(write_members(tree, writers));
  return writer->finish();
}

}  // namespace ra::archive
