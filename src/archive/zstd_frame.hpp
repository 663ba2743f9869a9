#pragma once

#include "archive/cutter.hpp"
#include "archive/in_order.hpp"
#include "archive/sink.hpp"
#include "archive/workers.hpp"
#include "archive/xxh64.hpp"

#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

namespace ra::archive {

// One frame of zstd that several threads make, for readers that stop after the first one, as dpkg-deb 1.21 does. What
// comes out is a plain frame with a checksum, and does not hang on the number of threads.
//
// The stream is cut where a byte is repeated often enough, as it is in every header of tar, and each piece is
// compressed by itself as the blocks of a frame (ZSTD_e_flush). Joined, they are one: the only thing that a compressor
// takes for granted at the beginning of a frame are the repeat offsets, and those are put back before each piece. Where
// there is no such place in a block, its compressor goes on with the next one.
class ZstdFrame : public Sink {
 public:
  // The workers must outlive it.
  ZstdFrame(int level, Workers& workers, Take take);
  ZstdFrame(const ZstdFrame&) = delete;
  ZstdFrame& operator=(const ZstdFrame&) = delete;
  ~ZstdFrame() override;

  Result<> write(std::string_view bytes) override;
  Result<> finish() override;

 private:
  class Encoder;

  Result<> cut(const Piece& block);
  Result<> pack(const Piece& piece, bool last_of_encoder);
  std::shared_ptr<Encoder> new_encoder();

  int level_;
  std::size_t block_size_;
  int window_log_;
  Workers& workers_;
  Take take_;
  Memory memory_;
  Xxh64 sum_;
  InOrder packed_;
  Cutter blocks_;
  std::vector<std::shared_ptr<Encoder>> encoders_;
  std::shared_ptr<Encoder> encoder_;  // of the piece before
  bool at_run_ = false;               // whether the next piece begins where offsets can be put back
};

}  // namespace ra::archive
