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
constexpr std::size_t slow_zstd_block = std::size_t{16} << 20U;
constexpr int last_fast_level = 9;  // zstd's clevels.h: beyond, windows are larger, and time counts more than memory
constexpr std::size_t most_block_bytes = std::size_t{24} << 20U;

// A block that hardly shrinks is stored: libdeflate would take longest with these. zstd sees by itself.
std::size_t gzip_member(int level, std::string_view bytes, char* out, std::size_t room) {
  return gzip_whole(is_dense_stretch(bytes) ? 0 : level, bytes, out, room);
}

std::size_t zstd_frame(int level, std::string_view bytes, char* out, std::size_t room) {
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

// RFC 1951 3.2.4, RFC 1952, RFC 8878: what does not shrink grows by five bytes in 65,535, or three in 131,072, and the
// frame.
std::size_t room_for_block(std::size_t size) { return size + size / 8192 + 64; }

std::size_t block_size(Compression compression, int level) {
  if (compression != Compression::zstd) return gzip_block;
  return level <= last_fast_level ? zstd_block : slow_zstd_block;
}

std::size_t most_blocks(std::size_t block_size, const Workers& workers, std::size_t beside) {
  const std::size_t fit = most_block_bytes / (block_size + Memory::cost(room_for_block(block_size)) + beside);
  const std::size_t busy = workers.count() + 1;
  return block_size > zstd_block ? busy : std::min(fit, busy);
}

Compressor::Compressor(Compression compression, int level, Workers& workers, Take take)
    : compression_{compression},
      level_{level},
      block_size_{block_size(compression, level)},
      workers_{workers},
      packed_{std::move(take)},
      blocks_{block_size_, [this](const Piece& piece) { return pack(piece); }} {}

Result<> Compressor::write(std::string_view bytes) { return blocks_.write(bytes); }

Result<> Compressor::write_piece(const Piece& piece) {
  return blocks_.empty() && piece.size() == block_size_ ? pack(piece) : write(piece.view());
}

Result<> Compressor::pack(const Piece& piece) {
  any_ = true;
  const auto job = [piece = piece, memory = memory_, level = level_, compression = compression_]() mutable {
    if (compression == Compression::none) return piece;
    const std::size_t room = room_for_block(piece.size());
    Buffer buffer = memory.take(room);
    const auto whole = compression == Compression::zstd ? zstd_frame : gzip_member;
    const std::size_t size = whole(level, piece.view(), buffer.data(), room);
    if (size == 0) throw std::logic_error("a block has no room");
    return std::move(buffer).piece(size);
  };
  return packed_.add(workers_.run(job), most_blocks(block_size_, workers_));
}

Result<> Compressor::finish() {
  RA_TRY(blocks_.finish());
  // An empty file is no compressed one.
  if (!any_ && compression_ != Compression::none) RA_TRY(pack({}));
  return packed_.finish();
}

}  // namespace ra::archive
