#pragma once

#include "ci/circleci_api.hpp"
#include "ci/step_logs.hpp"

#include <string>
#include <vector>

namespace ra::ci::circleci {

// What the steps of all jobs wrote, in the order of the workflows; a job that a re-run shows once more is told once.
boost::asio::awaitable<Result<>> read_step_logs(Api& api, Project project, std::string pipeline_link,
                                                std::vector<Workflow> workflows, LogVisitor& visitor);

}  // namespace ra::ci::circleci
