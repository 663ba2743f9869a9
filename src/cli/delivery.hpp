#pragma once

#include "cli/services.hpp"
#include "cli/versions.hpp"
#include "stage/runner.hpp"

#include <memory>

namespace ra::cli {

struct DeliveryOptions {
  VersionsOptions versions;
  stage::RunOptions run;
};

// A delivery, ready to be run, looked at or approved: what will be released, and what is recorded of it.
struct DeliveryBench {
  model::Config config;
  std::unique_ptr<git::Repository> repository;
  std::unique_ptr<git::Repository> fork_home;  // null: the fork lives in the repository
  std::unique_ptr<ForgeServices> forge;        // null: no forge, or no token
  std::unique_ptr<stage::Context> context;
  std::unique_ptr<stage::Journal> journal;
  std::vector<std::unique_ptr<stage::Stage>> stages;
  Clock clock;

  std::vector<stage::Record> records() const;  // one for each stage
};

// `versions` are those of the commit that is checked out. Writes nothing.
boost::asio::awaitable<Result<>> open_delivery(Shell& shell, DeliveryBench& bench, Versions versions,
                                               DeliveryOptions options);

// What is delivered must be on the branch that everybody sees: `conflict` when it is not.
boost::asio::awaitable<Result<>> on_the_branch(const stage::Context& context);

}  // namespace ra::cli
