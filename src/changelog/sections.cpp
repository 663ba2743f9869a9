#include "changelog/sections.hpp"

#include "history/history.hpp"

#include <utility>

namespace ra::changelog {

Splitter::Splitter(const std::vector<history::Release>& releases) : seen_(releases.size()) {
  // Of several on one commit the highest: it comes first.
  for (std::size_t i = 0; i < releases.size(); ++i) starts_.try_emplace(releases[i].commit, i);
}

std::size_t Splitter::next(std::string_view sha, const std::vector<std::string_view>& parents) {
  // The list goes down, so that the lowest version is the highest place; unreleased is lower than nothing.
  const auto lower = [](std::size_t& there, std::size_t other) {
    if (there == unreleased || (other != unreleased && other > there)) there = other;
  };
  begun_ = true;
  std::size_t release = frontier_.take(sha).value_or(unreleased);
  if (const auto start = starts_.find(sha); start != starts_.end()) {
    seen_[start->second] = true;
    lower(release, start->second);
  }
  for (const std::string_view parent : parents) frontier_.give(parent, release, lower);
  return release;
}

std::vector<Section> sections_of(const std::vector<history::Release>& releases, const Splitter& splitter,
                                 std::vector<std::vector<history::Entry>> entries_by_release,
                                 std::vector<history::Entry> unreleased) {
  std::vector<Section> sections;
  if (!unreleased.empty()) {
    sections.emplace_back();
    sections.back().entries = history::without_reverted(std::move(unreleased));
  }
  for (std::size_t i = 0; i < releases.size(); ++i) {
    if (!splitter.seen(i)) continue;
    if (!sections.empty()) sections.back().previous_tag = releases[i].tag;
    Section section;
    section.version = releases[i].version;
    section.tag = releases[i].tag;
    section.released_at = releases[i].tagged_at;
    section.entries = history::without_reverted(std::move(entries_by_release[i]));
    sections.push_back(std::move(section));
  }
  return sections;
}

}  // namespace ra::changelog
