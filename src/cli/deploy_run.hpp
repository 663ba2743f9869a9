#pragma once

#include "cli/command.hpp"
#include "deploy/outcome.hpp"
#include "deploy/target.hpp"
#include "model/config.hpp"
#include "model/version.hpp"
#include "notify/event.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>

#include <functional>
#include <map>
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

// What is brought, where it came from, and who says so afterwards.
struct Brought {
  model::Config config;
  model::Version version;
  deploy::Freight freight = {};
  deploy::FreightOf freight_of = {};
  std::map<std::string, std::string> images = {};  // instead of the configured ones, by the deployment's name

  // Says what has come of it while the environments are still locked, and what is to be told.
  using Say =
      std::function<boost::asio::awaitable<Result<std::vector<notify::Event>>>(const std::vector<deploy::Outcome>&)>;
  Say say = {};
};
Result<int> bring(Shell& shell, const DeployArguments& arguments, boost::asio::io_context& io, Brought brought);

// What is told of deployments that nobody else speaks of.
std::vector<notify::Event> deployment_events(const Shell& shell, const std::vector<deploy::Outcome>& outcomes,
                                             const std::string& product, WallTime now);

}  // namespace ra::cli
