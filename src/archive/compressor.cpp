#include "archive/compressor.hpp"

#include "archive/deflate.hpp"
#include "base/try.hpp"

#include <zstd.h>

#include <algorithm>
#include <memory>
#include <new>
#include <stdexcept>
#include <utility>

namespace ra::archive {

namespace {

constexpr std::size_t gzip_block = std::size_t{1} << 20U;
constexpr std::size_t zstd_block = std::size_t{2} << 20U;  // the window of level 3
constexpr std::size_t most_block_bytes = std::size_t{24} << 20U;

std::size_t block_of(Compression compression) { return compression == Compression::zstd ? zstd_block : gzip_block; }

// RFC 1951 3.2.4, RFC 1952, RFC 8878: what does not shrink grows by five bytes in 65,535, or three in 131,072, and the
// frame.
std::size_t room_for(std::size_t size) { return size + size / 8192 + 64; }

std::size_t zstd_whole(int level, std::string_view bytes, char* out, std::size_t room) {
  using Context = std::unique_ptr<ZSTD_CCtx, std::size_t (*)(ZSTD_CCtx*)>;
  thread_local const Context context{ZSTD_createCCtx(), ZSTD_freeCCtx};
  if (!context) throw std::bad_alloc{};
  ZSTD_CCtx_reset(context.get(), ZSTD_reset_session_and_parameters);
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_compressionLevel, level);
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_checksumFlag, 1);
  const std::size_t size = ZSTD_compress2(context.get(), out, room, bytes.data(), bytes.size());
  if (ZSTD_isError(size) != 0) throw std::runtime_error(std::string{"zstd: "} + ZSTD_getErrorName(size));
  return size;
}

}  // namespace

Compressor::Compressor(Compression compression, int level, ArchiveFile& file, Workers& workers)
    : compression_{compression}, level_{level}, file_{file}, workers_{workers} {}

Result<> Compressor::write(std::string_view bytes) {
  if (compression_ == Compression::none) return file_.write(bytes);
  const std::size_t block = block_of(compression_);
  while (!bytes.empty()) {
    if (filled_ == 0) block_ = memory_.take(block);
    const std::size_t size = std::min(bytes.size(), block - filled_);
    std::copy_n(bytes.data(), size, block_.data() + filled_);
    bytes.remove_prefix(size);
    filled_ += size;
    if (filled_ == block) RA_TRY(pack());
  }
  return {};
}

Result<> Compressor::pack() {
  const Piece piece = std::move(block_).piece(std::exchange(filled_, 0));
  const auto job = [piece, memory = memory_, level = level_, compression = compression_]() mutable {
    const std::size_t room = room_for(piece.size());
    Buffer buffer = memory.take(room);
    const auto whole = compression == Compression::zstd ? zstd_whole : gzip_whole;
    const std::size_t size = whole(level, piece.view(), buffer.data(), room);
    if (size == 0) throw std::logic_error("a block has no room");
    return std::move(buffer).piece(size);
  };
  pending_.push_back(workers_.run(job));
  const std::size_t most = most_block_bytes / (block_of(compression_) + Memory::cost(room_for(block_of(compression_))));
  return write_ready(std::min<std::size_t>(most, workers_.count() + 1));
}

Result<> Compressor::write_ready(std::size_t most_pending) {
  while (pending_.size() > most_pending) {
    const Piece packed = pending_.front().get();
    pending_.pop_front();
    RA_TRY(file_.write(packed));
  }
  return {};
}

Result<> Compressor::finish() {
  if (filled_ > 0) RA_TRY(pack());
  return write_ready(0);
}

}  // namespace ra::archive
