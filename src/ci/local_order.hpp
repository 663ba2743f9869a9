#pragma once

#include "ci/local_store.hpp"
#include "ci/provider.hpp"
#include "model/config.hpp"

#include <map>
#include <string>

// What a `local` pipeline runs and sees. Pure.
namespace ra::ci::local {

// The jobs, the checkout first; an error of kind `config` when none are configured for the component.
Result<std::vector<JobOrder>> jobs_of(const model::LocalConfig& config, const std::string& component);

// The job's parameters and name as variables.
std::map<std::string, std::string> variables_of(const Job& job);

using Environment = std::map<std::string, std::string, std::less<>>;

// Without our own tokens, and without what git sets for its hooks and would take for the clone.
Environment environment_for_jobs(Environment environment);

}  // namespace ra::ci::local
