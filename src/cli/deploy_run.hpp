#pragma once

#include "cli/command.hpp"

#include <string>
#include <vector>

namespace ra::cli {

struct DeployArguments {
  std::vector<std::string> names;  // empty: all
  std::string version;             // empty: the manifest's
  std::string ledger;              // empty: as configured
  bool dry_run = true;
};

// Brings the version to the targets, one after the other; the first that fails ends it.
Result<int> run_deployments(Shell& shell, const DeployArguments& arguments);

}  // namespace ra::cli
