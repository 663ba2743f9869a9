#pragma once

#include "changelog/changelog.hpp"
#include "history/frontier.hpp"
#include "history/releases.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ra::changelog {

// Tells which release each commit of a history belongs to: the lowest version that holds it, so that a maintenance
// line's fixes stand under its own versions. One pass. Pure.
class Splitter {
 public:
  static constexpr std::size_t unreleased = static_cast<std::size_t>(-1);

  // Highest first, as history::releases_of gives them.
  explicit Splitter(const std::vector<history::Release>& releases);

  // Commits must come children first. The release's place in the list.
  std::size_t next(std::string_view sha, const std::vector<std::string_view>& parents);

  bool seen(std::size_t release) const { return seen_[release]; }
  // Parents that never came: they came before their children, or were left out.
  bool waits() const { return !frontier_.empty(); }
  // Has every commit to come been released?
  bool all_released() const { return begun_ && frontier_.open() == 0; }

 private:
  history::ByShas<std::size_t> starts_;
  history::Frontier<std::size_t> frontier_{[](std::size_t release) { return release == unreleased; }};
  std::vector<bool> seen_;
  bool begun_ = false;
};

// Sections of entries by their release, reverts taken out of each; releases that were not seen have none. An empty
// unreleased section is left out.
std::vector<Section> sections_of(const std::vector<history::Release>& releases, const Splitter& splitter,
                                 std::vector<std::vector<history::Entry>> entries_by_release,
                                 std::vector<history::Entry> unreleased);

}  // namespace ra::changelog
