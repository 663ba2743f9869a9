#pragma once

#include "cli/command.hpp"
#include "testbed/inventory.hpp"
#include "testbed/setup.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace ra::cli {

struct TestbedOptions {
  std::string action = "inventory";
  std::vector<std::string> branches;
  std::string list;
  std::vector<std::string> only;
  std::string folder;
  std::string into;
  std::string really_into;
  std::string files;
  std::string message = "ci: set up the test bed";
  bool pull_request = false;
  std::size_t parallel = 8;
  bool dry_run = true;
};

// Of the list, or of the manifests of these branches, or of the manifest here.
Result<std::vector<testbed::Repository>> testbed_repositories(Shell& shell, const TestbedOptions& options);

// `usage` where no organisation is named; `config` where it is one that the manifests name, and it is not named twice.
Result<> check_organisation(const TestbedOptions& options, const std::vector<testbed::Repository>& repositories);

Result<testbed::Setup> testbed_setup(Shell& shell, const TestbedOptions& options);

}  // namespace ra::cli
