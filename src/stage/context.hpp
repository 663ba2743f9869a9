#pragma once

#include "base/log.hpp"
#include "base/secret.hpp"
#include "bump/bump.hpp"
#include "forge/pulls.hpp"
#include "forge/statuses.hpp"
#include "git/repository.hpp"
#include "model/config.hpp"
#include "stage/record.hpp"
#include "versioning/release_plan.hpp"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace ra::stage {

// What the stages of one delivery share. `tip` moves as they go; nothing else does.
struct Context {
  const model::Config& config;
  git::Repository& repository;
  git::Repository& fork_home;  // the same clone; its remote has the fork: the same one, or one that few people see
  const Log& log;
  std::filesystem::path folder = {};  // .release-action
  std::string program_version = {};

  git::Sha source = {};       // the commit that is delivered
  WallTime source_time = {};  // its time: commits and tags get it, so that they come out the same each time
  std::string branch = {};    // that is delivered, and merged into
  git::Identity who = {};
  versioning::ReleasePlan plan = {};
  bump::Files new_files = {};                    // what the Version stage commits
  bump::Files documents = {};                    // and the Package stage: changelogs
  std::vector<bump::Package> released = {};      // the packages that get a new version
  std::map<std::string, std::string> last = {};  // component → the highest version tagged in this commit's history
  std::vector<Finding> findings = {};            // of the stage that runs: they go into its record
  Redactor redact = {};                          // for what commands write
  std::string version = {};                      // in names: of a single component its own, else of the plan's digest
  std::string fork = {};                         // branch of the release fork
  git::Sha tip = {};                             // of the fork
  bool merged = false;                           // an earlier run has merged it: the fork need not be there any more
  bool dry_run = true;                           // nothing outside is written
  forge::Pulls* pulls = nullptr;                 // null: no forge, or no token
  forge::Statuses* statuses = nullptr;
};

// The branch that the fork is merged into.
std::string merged_into(const Context& context);

}  // namespace ra::stage
