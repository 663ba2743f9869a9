#pragma once

#include "history/frontier.hpp"
#include "history/releases.hpp"
#include "versioning/components.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ra::versioning {

// Which commits are in which component's last release, told from commits that come children first. Pure.
//
// A commit is handed what is known of its children: the releases that hold it. A bit for each component, so that one
// pass answers for a hundred of them.
class Released {
 public:
  explicit Released(std::size_t releases);
  Released(const Released&) = delete;  // its frontier asks it
  Released& operator=(const Released&) = delete;

  void set(std::uint32_t release, const git::Sha& commit);
  void will_not_come(std::uint32_t release);  // there is none, and none is waited for

  using Bits = std::vector<std::uint64_t>;
  static bool has(const Bits& bits, std::uint32_t release) { return (bits[release / 64] >> (release % 64) & 1U) != 0; }

  // The releases that hold this commit. Commits must come in topological order.
  Bits next(std::string_view sha, const std::vector<std::string_view>& parents);

  // Is every commit to come in all of them? At the end of history there is none to come, and it says no.
  bool all_released() const { return frontier_.open() == 0 && !frontier_.empty(); }

 private:
  bool complete(const Bits& bits) const { return bits == all_; }
  void add(Bits& to, std::uint32_t release) const { to[release / 64] |= std::uint64_t{1} << (release % 64); }

  Bits none_;
  Bits all_;
  Bits given_;                    // those that are not waited for
  history::ByShas<Bits> starts_;  // commits that are releases
  history::Frontier<Bits> frontier_;
};

}  // namespace ra::versioning
