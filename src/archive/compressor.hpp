#pragma once

#include "archive/archive_file.hpp"
#include "archive/workers.hpp"

#include <cstddef>
#include <deque>
#include <string_view>

namespace ra::archive {

enum class Compression { none, gzip, zstd };

// Compresses a stream in blocks of a fixed size, side by side, so that its bytes do not hang on the number of threads.
// gzip: each block is a member of its own, which RFC 1952 (2.2) has follow each other: libdeflate is three times as
// fast as what could make one of them all, and loses less than it gains. zstd: each block is a frame with a checksum,
// as pzstd makes them; Debian's static library has no threads of its own.
class Compressor : public Sink {
 public:
  // The workers and the file must outlive it.
  Compressor(Compression compression, int level, ArchiveFile& file, Workers& workers);

  Result<> write(std::string_view bytes) override;
  Result<> finish() override;

 private:
  Result<> pack();
  Result<> write_ready(std::size_t most_pending);

  Compression compression_;
  int level_;
  ArchiveFile& file_;
  Workers& workers_;
  Memory memory_;
  Buffer block_;
  std::size_t filled_ = 0;
  std::deque<std::future<Piece>> pending_;
};

}  // namespace ra::archive
