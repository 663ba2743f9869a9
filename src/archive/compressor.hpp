#pragma once

#include "archive/cutter.hpp"
#include "archive/in_order.hpp"
#include "archive/sink.hpp"
#include "archive/workers.hpp"

#include <cstddef>
#include <string_view>

namespace ra::archive {

enum class Compression { none, gzip, zstd };

// Compresses a stream in blocks of a fixed size, side by side, so that its bytes do not hang on the number of threads.
// gzip: each block is a member of its own, which RFC 1952 (2.2) has follow each other: libdeflate is three times as
// fast as what could make one of them all, and loses less than it gains. zstd: each block is a frame with a checksum,
// as pzstd makes them; Debian's static library has no threads of its own.
class Compressor : public Sink {
 public:
  // The workers must outlive it.
  Compressor(Compression compression, int level, Workers& workers, Take take);
  Compressor(const Compressor&) = delete;
  Compressor& operator=(const Compressor&) = delete;

  Result<> write(std::string_view bytes) override;
  // Without a copy, where the piece is a block.
  Result<> write_piece(const Piece& piece) override;
  Result<> finish() override;

 private:
  Result<> pack(const Piece& piece);

  Compression compression_;
  int level_;
  std::size_t block_size_;
  Workers& workers_;
  Memory memory_;
  InOrder packed_;
  Cutter blocks_;
  bool any_ = false;
};

// How much of it is compressed at a time.
std::size_t block_size(Compression compression, int level);

// How many blocks may be on their way: as many as keep the workers busy, and no more than fit into the memory that
// archives may take, with what it takes to compress one.
std::size_t most_blocks(std::size_t block_size, const Workers& workers, std::size_t beside = 0);

// What a block that does not shrink may take.
std::size_t room_for_block(std::size_t size);

}  // namespace ra::archive
