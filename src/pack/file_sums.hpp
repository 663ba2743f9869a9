#pragma once

#include "archive/lane.hpp"
#include "archive/piece.hpp"
#include "base/hash.hpp"

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

namespace ra::pack {

// The sums of the files that lie in a stream, made while others work with the same pieces of it.
class FileSums {
 public:
  explicit FileSums(Hash hash) : hash_{hash}, hasher_{hash} {}

  // A file is there in the stream. Before its bytes come, and in order.
  void expect(std::uint64_t offset, std::uint64_t size) { expected_.push_back({offset, size}); }
  void add(const archive::Piece& piece);  // what comes next in the stream
  // Of all files, in hexadecimal. Once, at the end.
  std::vector<std::string> finish();

 private:
  struct Stretch {
    std::uint64_t offset = 0;
    std::uint64_t size = 0;
  };

  void work(std::string_view bytes, const std::vector<Stretch>& more);

  Hash hash_;
  std::vector<Stretch> expected_;
  // Of the lane:
  Hasher hasher_;
  std::deque<Stretch> open_;
  std::uint64_t position_ = 0;
  std::vector<std::string> sums_;
  archive::Lane lane_;  // last: it uses all of the above
};

}  // namespace ra::pack
