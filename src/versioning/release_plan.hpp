#pragma once

#include "base/json.hpp"
#include "versioning/components.hpp"
#include "versioning/next_version.hpp"

namespace ra::versioning {

// What becomes of one component.
struct Planned {
  std::string name;
  std::vector<std::string> paths = {};
  std::string tag = {};   // that the new version will have; empty: it stays
  std::string from = {};  // empty: there is none yet
  std::string to = {};    // the same as `from`: it stays
  model::Bump bump = model::Bump::none;
  std::string reason = {};
  std::vector<git::Sha> commits = {};  // those that call for it, newest first

  bool changes() const { return from != to; }
};

struct ReleasePlan {
  std::vector<Planned> components;
};

std::string changelog_of(const Planned& planned);  // "core/CHANGELOG.md"

// What is known of a component when its next version is asked for.
struct Subject {
  Situation situation;
  std::vector<history::Entry> entries = {};  // since the last release, newest first, reverts taken out
  git::Sha since = {};                       // the last release's commit; empty: since the beginning
};

// One subject for each component. Dependents are bumped too. Errors are `config`, and name the component and the
// commit.
Result<ReleasePlan> make_release_plan(const std::vector<Component>& components, const std::vector<Subject>& subjects,
                                      const model::VersioningConfig& config);

// release-action/release-plan/1 (SPEC 3). The digest is the SHA-256 of the rest, on one line: an approval names it.
json::Value to_json(const ReleasePlan& plan);
std::string digest_of(const ReleasePlan& plan);  // "sha256:…"
std::string_view word_for(model::Bump bump);
inline std::string short_of(const git::Sha& sha) { return sha.substr(0, 7); }  // as git shortens them

}  // namespace ra::versioning
