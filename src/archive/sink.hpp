#pragma once

#include "archive/digests.hpp"
#include "archive/piece.hpp"
#include "base/error.hpp"

#include <cstdint>
#include <functional>
#include <string_view>

namespace ra::archive {

// Takes what comes next, in the caller's thread.
using Take = std::function<Result<>(const Piece&)>;

// Where a stream of bytes goes: into a file, through a compressor, into sums.
class Sink {
 public:
  virtual ~Sink() = default;
  virtual Result<> write(std::string_view bytes) = 0;
  // The same; who can do without a copy holds the piece.
  virtual Result<> write_piece(const Piece& piece) { return write(piece.view()); }
  // There is no more. Once; sinks that stand before others do not pass it on.
  virtual Result<> finish() { return {}; }
};

// Keeps the bytes in memory: for tests and for what is small.
class StringSink : public Sink {
 public:
  Result<> write(std::string_view bytes) override {
    text_ += bytes;
    return {};
  }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

// Counts what passes and makes its sums, in the same thread.
class DigestingSink : public Sink {
 public:
  DigestingSink(Sink& next, const std::vector<Hash>& hashes) : next_{next}, digester_{hashes} {}

  Result<> write(std::string_view bytes) override {
    digester_.update(bytes);
    size_ += bytes.size();
    return next_.write(bytes);
  }
  std::uint64_t size() const { return size_; }
  Digests digests() { return digester_.finish(); }  // once, at the end

 private:
  Sink& next_;
  Digester digester_;
  std::uint64_t size_ = 0;
};

}  // namespace ra::archive
