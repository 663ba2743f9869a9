#pragma once

#include "archive/digests.hpp"
#include "archive/lane.hpp"
#include "archive/piece.hpp"

#include <string>

namespace ra::archive {

// The sum of a stream, made while others work with the same pieces.
class LaneSum {
 public:
  explicit LaneSum(Hash hash) : hasher_{hash} {}

  void add(const Piece& piece) {
    lane_.run(piece.size(), [this, piece] { hasher_.add(piece.view()); });
  }
  std::string hex() {  // once, at the end
    lane_.finish();
    return hasher_.hex();
  }

 private:
  Hasher hasher_;
  Lane lane_;
};

}  // namespace ra::archive
