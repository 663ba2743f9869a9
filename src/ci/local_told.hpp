#pragma once

#include "ci/local_store.hpp"
#include "ci/provider.hpp"

#include <filesystem>

// What stands in the folder of a pipeline of the `local` provider, in the words that every provider uses.
namespace ra::ci::local {

struct Ordered {
  std::filesystem::path folder;
  Order order;
};

PipelineRef reference(const Ordered& found);
Workflow workflow(const Order& order, const State& state);

// With its jobs and, of those that failed, why: reads their logs and test results.
model::WorkflowRun details(const Ordered& found, const State& state);

}  // namespace ra::ci::local
