#pragma once

#include "archive/sink.hpp"
#include "base/error.hpp"
#include "base/try.hpp"

#include <cstddef>
#include <deque>
#include <future>
#include <utility>

namespace ra::archive {

// What workers make of the pieces of a stream, handed on in the order in which they were given out.
class InOrder {
 public:
  explicit InOrder(Take take) : take_{std::move(take)} {}

  // Hands on until at most that many are left.
  Result<> add(std::future<Piece> one, std::size_t most_left) {
    pending_.push_back(std::move(one));
    return hand_on(most_left);
  }
  Result<> finish() { return hand_on(0); }
  // Until the newest of them is done.
  void wait() const {
    if (!pending_.empty()) pending_.back().wait();
  }

 private:
  Result<> hand_on(std::size_t most_left) {
    while (pending_.size() > most_left) {
      const Piece piece = pending_.front().get();
      pending_.pop_front();
      RA_TRY(take_(piece));
    }
    return {};
  }

  Take take_;
  std::deque<std::future<Piece>> pending_;
};

}  // namespace ra::archive
