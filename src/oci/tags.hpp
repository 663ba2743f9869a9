#pragma once

#include "base/error.hpp"
#include "model/version.hpp"

#include <string>
#include <string_view>
#include <vector>

// Which tags an image gets. Decides; asks nobody.
namespace ra::oci {

struct Tag {
  std::string name;
  bool moving = false;  // leads to the newest of its kind: it may be moved
  friend bool operator==(const Tag&, const Tag&) = default;
};

struct TagRules {
  bool latest = false;  // whether this version is the newest of all
  std::string edition;  // "ee" adds -ee
  std::string variant;  // "debian" adds -debian
};

// X.Y.Z and X.Y, of the latest also X and latest; X.Y.Z-qual.N and X.Y.Z-qual; a SNAPSHOT its own name alone. There is
// no latest-ee. The first one is the version's own. An error is `config`.
Result<std::vector<Tag>> tags_of(const model::Version& version, const TagRules& rules);

// {branch}-{commit's first seven} where a commit is given, and {branch}-latest for the main branch and X.Y.x, or
// where no commit is given. An error (usage): nothing is left of the branch's name, a commit that is none.
Result<std::vector<Tag>> branch_tags(std::string_view branch, std::string_view commit, std::string_view main_branch);

std::string sanitise_branch(std::string_view branch);
bool is_support_branch(std::string_view branch);  // X.Y.x

// By its form alone: X, X.Y, latest and what ends so, with suffixes or not.
bool looks_moving(std::string_view tag);

}  // namespace ra::oci
