#pragma once

#include "changelog/changelog.hpp"
#include "history/history.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ra::test {

inline history::Entry entry(std::string_view message, std::vector<std::string_view> parents = {"p"}, char sha = 'a') {
  const std::string id(40, sha);
  git::Commit commit;
  commit.sha = id;
  commit.parents = std::move(parents);
  commit.author_name = "Ann";
  commit.author_email = "ann@example.org";
  commit.message = message;
  return history::entry_of(commit);
}

inline changelog::Section section(const std::vector<std::string>& messages, const std::string& version = "",
                                  const std::string& previous = "") {
  changelog::Section result;
  result.version = version;
  result.tag = version.empty() ? "" : "v" + version;
  result.previous_tag = previous;
  result.released_at = version.empty() ? 0 : 1768386363;  // 2026-01-14
  for (const auto& message : messages) result.entries.push_back(entry(message));
  return result;
}

inline changelog::Style linked_style() {
  changelog::Style style;
  style.links.repository = "https://github.com/org/repo";
  return style;
}

}  // namespace ra::test
