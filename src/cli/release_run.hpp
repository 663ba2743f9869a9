#pragma once

#include "cli/command.hpp"
#include "cli/inputs.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace ra::cli {

struct ReleaseArguments {
  bool dry_run = true;
  std::string resume = "auto";
  std::vector<std::string> only;
  std::size_t max_parallel = 0;  // 0: as configured
  std::string report_dir;
  std::string ledger;             // empty: as configured
  bool comment = true;            // on the pull request that a dry run is for, where there is one
  bool strict_report = false;     // what cannot be told is a failure
  std::int64_t pull_request = 0;  // 0: the one of the CI's event
};

// Runs a release to its end, with progress, signals and reports.
Result<int> run_release(Shell& shell, const Inputs& inputs, const model::Plan& plan, const ReleaseArguments& arguments);

}  // namespace ra::cli
