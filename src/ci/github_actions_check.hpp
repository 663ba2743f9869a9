#pragma once

#include "base/log.hpp"
#include "ci/github_actions_trigger.hpp"
#include "github/api.hpp"

#include <string_view>

namespace ra::ci::github_actions {

// Can the workflow be started on that branch? Repository and workflow are there, it is not disabled, and its file on
// the branch has a workflow_dispatch trigger. A token that may not read files leaves the last part out. Reads only.
boost::asio::awaitable<Result<>> check_workflow(github::Api& api, const Log& log, Target target, std::string branch);

// The same refusal in words about this workflow.
Error about_workflow(Error e, const Target& target);

// Does a workflow file name the trigger, outside of comments?
bool names_dispatch(std::string_view yaml);

}  // namespace ra::ci::github_actions
