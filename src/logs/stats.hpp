#pragma once

#include "base/json.hpp"
#include "logs/store.hpp"

#include <string>
#include <vector>

namespace ra::logs {

struct ComponentStats {
  std::string component;
  std::size_t executions = 0;
  std::size_t failed = 0;
  std::size_t reruns = 0;  // executions that had to be started again, and those that passed on a later try
  double seconds = 0;      // of all of them
  double slowest = 0;
  double lost = 0;  // seconds of what had to be done again
  double mean() const { return executions == 0 ? 0 : seconds / static_cast<double>(executions); }
};

// By component, the slowest first. Time is lost by an execution after which the same component was started again in the
// same run. Pure.
std::vector<ComponentStats> stats_of(const std::vector<Execution>& executions);

json::Value to_json(const std::vector<ComponentStats>& stats);
std::string to_text(const std::vector<ComponentStats>& stats);

}  // namespace ra::logs
