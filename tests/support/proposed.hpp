#pragma once

#include "history/history.hpp"
#include "versioning/preview.hpp"

#include <string>
#include <vector>

namespace ra::test {

// A commit that a pull request adds.
inline versioning::Added added(const std::string& sha, const std::string& message,
                               const std::vector<std::uint32_t>& components = {0}) {
  git::Commit commit;
  commit.sha = sha;
  commit.parents = {"0"};
  commit.author_name = "Ann";
  commit.message = message;
  versioning::Added one;
  one.entry = history::entry_of(commit);
  one.message = message;
  for (const auto component : components) one.owners.push_back({component});
  return one;
}

// These commits onto components that were released as 1.2.3.
inline versioning::Proposed onto(const std::vector<const char*>& names, std::vector<versioning::Added> commits) {
  versioning::Proposed proposed;
  for (const char* name : names) {
    proposed.there.components.push_back({.name = name, .paths = {name}, .tag = std::string{name} + "-v{version}"});
    proposed.there.subjects.push_back({.situation = {.stable = model::Version::parse("1.2.3").value()}, .since = "0"});
  }
  proposed.one_for_all = names.size() == 1;
  proposed.added = std::move(commits);
  return proposed;
}

}  // namespace ra::test
