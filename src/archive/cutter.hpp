#pragma once

#include "archive/piece.hpp"
#include "archive/sink.hpp"

#include <cstddef>
#include <span>
#include <string_view>

namespace ra::archive {

// Cuts a stream into pieces of one size, the last of which is what is left.
class Cutter : public Sink {
 public:
  Cutter(std::size_t size, Take take);

  Result<> write(std::string_view bytes) override;
  // For who reads: where the next bytes go, at least one; and how many there were.
  std::span<char> room();
  Result<> filled(std::size_t size);
  bool empty() const { return used_ == 0; }
  Result<> finish() override;

 private:
  std::size_t size_;
  Take take_;
  Memory memory_;
  Buffer buffer_;
  std::size_t used_ = 0;
};

}  // namespace ra::archive
