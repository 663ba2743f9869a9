#pragma once

#include "base/json.hpp"
#include "ci/provider.hpp"

#include <cstdint>
#include <string>
#include <string_view>

// What GitHub says of runs and jobs, in the words of DOMAIN 3. No I/O.
namespace ra::ci::github_actions {

// Status and conclusion of a run or a job as the one word that judge() and the report know. A word that GitHub has
// added since is not guessed: it becomes "github:WORD", which judge() waits for, or takes for a failure when the run
// is over.
std::string word_of(std::string_view status, std::string_view conclusion);

// One attempt of a run.
struct Run {
  PipelineRef ref;
  std::int64_t attempt = 1;
  std::string title;  // its run-name
  std::string event;
  std::string branch;
  std::string actor;
  std::string revision;
  Workflow workflow;
  bool startup_failure = false;  // the workflow file could not be used: there are no jobs
};

Result<Run> read_run(const json::Value& item, const std::string& what);

// What judge() is shown of it.
Observation observed(const Run& newest);

}  // namespace ra::ci::github_actions
