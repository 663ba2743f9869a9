#pragma once

#include "base/log.hpp"
#include "ci/github_actions_run.hpp"
#include "ci/github_actions_trigger.hpp"
#include "github/api.hpp"
#include "model/run.hpp"

#include <vector>

namespace ra::ci::github_actions {

// Reads all that the report shows of a run: each attempt with its jobs, and why jobs failed. Never fails: a part that
// cannot be read is left out. `attempts`: oldest first, the last one is the newest.
boost::asio::awaitable<std::vector<model::WorkflowRun>> inspect_attempts(github::Api& api, const Log& log,
                                                                         Target target, std::vector<Run> attempts);

}  // namespace ra::ci::github_actions
