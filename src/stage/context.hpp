#pragma once

#include "base/answer.hpp"
#include "base/log.hpp"
#include "bump/bump.hpp"
#include "forge/pulls.hpp"
#include "git/repository.hpp"
#include "model/config.hpp"
#include "versioning/release_plan.hpp"

#include <boost/asio/awaitable.hpp>

#include <filesystem>
#include <functional>
#include <string>

namespace ra::stage {

// What the stages of one delivery share. `tip` moves as they go; nothing else does.
struct Context {
  const model::Config& config;
  git::Repository& repository;
  const Log& log;
  std::filesystem::path folder = {};  // .release-action
  std::string program_version = {};

  git::Sha source = {};       // the commit that is delivered
  WallTime source_time = {};  // its time: commits and tags get it, so that they come out the same each time
  std::string branch = {};    // that is delivered, and merged into
  git::Identity who = {};
  versioning::ReleasePlan plan = {};
  bump::Files new_files = {};     // what the Version stage commits
  bump::Files documents = {};     // and the Package stage: changelogs
  std::string version = {};       // in names: of a single component its own, else of the plan's digest
  std::string fork = {};          // branch of the release fork
  git::Sha tip = {};              // of the fork
  bool merged = false;            // an earlier run has merged it: the fork need not be there any more
  bool dry_run = true;            // nothing outside is written
  forge::Pulls* pulls = nullptr;  // null: no forge, or no token
};

// The branch that the fork is merged into.
std::string merged_into(const Context& context);

// Moves the fork's branch of the remote on to this commit; in a dry run nowhere. `conflict` when somebody else has
// moved it.
boost::asio::awaitable<Result<>> push_fork(Context& context, git::Sha to, git::Sha from);

// Does the remote's fork hold this commit?
boost::asio::awaitable<Result<Answer>> fork_holds(Context& context, git::Sha commit);

// Is `commit` an ancestor of `of`, or the same?
boost::asio::awaitable<Result<Answer>> is_ancestor(const Context& context, git::Sha commit, git::Sha of);

}  // namespace ra::stage
