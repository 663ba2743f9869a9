#pragma once

#include "versioning/reading.hpp"

#include <optional>
#include <string>
#include <vector>

// What would become of a pull request's commits: which versions they would get, by the way in which it is merged. Pure.
namespace ra::versioning {

enum class Way {
  merge,   // its commits and one that merges them
  squash,  // one commit instead of them
  rebase,  // its commits alone
};

// One way, and the message of the commit that it makes; "" where it makes none, or where nobody knows what it says.
struct Merging {
  Way way = Way::rebase;
  std::string message;
};

struct Outcome {
  Way way = Way::rebase;
  std::string title = {};              // of the commit that it makes
  std::vector<Subject> subjects = {};  // one for each component: with the pull request's commits
  ReleasePlan plan = {};               // empty when it is refused
  std::optional<Error> refused = {};   // why no release can be made after that: a commit without convention, …
};

Outcome outcome_of(const Proposed& proposed, const Merging& merging, const git::Sha& head,
                   const model::VersioningConfig& config);

// Do both lead to the same versions, or to none?
bool same_versions(const Outcome& a, const Outcome& b);

}  // namespace ra::versioning
