#pragma once

#include "base/log.hpp"
#include "ci/circleci_api.hpp"
#include "model/run.hpp"

#include <string>
#include <vector>

namespace ra::ci::circleci {

// Reads all that the report shows of a pipeline: `workflows` with their jobs, newest last, and why jobs
// failed. Never fails: a part that cannot be read is left out.
boost::asio::awaitable<std::vector<model::WorkflowRun>> inspect_workflows(Api& api, const Log& log,
                                                                          const Project& project,
                                                                          const std::string& pipeline_link,
                                                                          const std::vector<Workflow>& workflows);

}  // namespace ra::ci::circleci
