#pragma once

#include "base/error.hpp"
#include "history/entry.hpp"
#include "model/config_versioning.hpp"
#include "model/version.hpp"

#include <optional>
#include <string>
#include <vector>

// Which version follows from which commits. Pure: no git, no files.
namespace ra::versioning {

// What a commit calls for, and the word for it that people read: "feat!: …".
model::Bump bump_of(const history::Entry& entry, const model::VersioningConfig& config);
bool is_unconventional(const history::Entry& entry);
bool calls_for_something(const history::Entry& entry, const model::VersioningConfig& config);

// A branch that keeps to its numbers: "3.16.x" has both, "3.x" no minor.
struct Line {
  std::int64_t major = 0;
  std::optional<std::int64_t> minor = {};
};
std::optional<Line> line_of(const std::string& branch, const std::vector<std::string>& patterns);

struct Situation {
  std::optional<model::Version> stable = {};      // the last one without a qualifier that this branch has
  std::optional<model::Version> prerelease = {};  // the highest one that it has, when that is above the stable one
  std::optional<model::Version> written = {};     // in the package's own files
  bool changed_since_prerelease = true;           // has something that counts changed since then?
  std::string identifier = {};                    // "rc": the branch makes pre-releases; empty: releases
  std::optional<Line> line = {};
  std::string branch = {};  // for messages
};

// The version after this one. Errors are `config`: more than the branch's line allows, or Release-As of something
// lower. With a bump of none, or no change since the last pre-release, it is the one that is there.
Result<model::Version> next_version(const Situation& situation, model::Bump bump,
                                    const std::optional<model::Version>& release_as,
                                    const model::VersioningConfig& config);

model::Version bumped(const model::Version& version, model::Bump bump, model::ZeroMajor zero);

}  // namespace ra::versioning
