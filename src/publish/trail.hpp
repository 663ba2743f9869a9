#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <vector>

// What the last revisions of a repository's metadata have named: those files can go that none of them names any more.
// It lies in the repository as a file of its own, since not every place can list what it has. No I/O.
namespace ra::publish {

using Paths = std::set<std::string>;

struct Trail {
  std::vector<Paths> revisions;  // the newest first
};

// What cannot be read names nothing.
Trail parse_trail(std::string_view text);
std::string trail_text(const Trail& trail);

struct Pruned {
  Trail trail;
  std::vector<std::string> outdated;
};

// `current` is what people read now, and `next` what is to take its place; `keep` of them stay, from `next` on. What
// the trail has before `current` somebody else may be writing at this moment, or was killed: it stays this time.
Pruned prune(const Trail& trail, const Paths& current, const Paths& next, std::size_t keep);

// "2", "10", or "all", which is 0. Nothing when it is none of these: one alone would take away what people are reading.
constexpr std::size_t usual_keep = 2;
constexpr std::size_t most_kept = 100;
bool read_keep(std::string_view text, std::size_t& keep);

}  // namespace ra::publish
