#pragma once

#include "cli/command.hpp"
#include "model/config.hpp"
#include "model/version.hpp"

#include <string>
#include <vector>

namespace ra::cli {

// What a deployment is for one version: nothing is left in braces but {side}, which only the switch itself knows.
Result<model::Deployment> deployment_of(const model::Deployment& written, const model::Version& version,
                                        const model::Config& config);

// The deployments that were asked for, in the order of the configuration.
Result<std::vector<model::Deployment>> chosen_deployments(const model::Config& config,
                                                          const std::vector<std::string>& names);

}  // namespace ra::cli
