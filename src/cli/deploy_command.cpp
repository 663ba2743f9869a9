#include "cli/command.hpp"
#include "cli/deploy_run.hpp"

#include <CLI/App.hpp>
#include <CLI/Validators.hpp>

namespace ra::cli {

Command deploy_command() {
  Command command;
  command.name = "deploy";
  command.summary = "Brings the version to its environments, looks at their health, and back when that is bad";
  command.example = "release-action deploy --dry-run=false";
  command.add = [](CLI::App& app) -> Action {
    auto arguments = std::make_shared<DeployArguments>();
    app.add_option("names,--deployments", arguments->names, "Names of the deployments (default: all)");
    app.add_option("--release-version", arguments->version, "The version that is brought (default: the manifest's)");
    app.add_option("--dry-run", arguments->dry_run, "Look, and change nothing (default: true)")
        ->expected(0, 1)
        ->default_str("true");
    app.add_option("--ledger", arguments->ledger, "Where it is recorded and locked (default: as configured)")
        ->check(CLI::IsMember({"git", "local"}));
    return [arguments](Shell& shell) { return run_deployments(shell, *arguments); };
  };
  return command;
}

}  // namespace ra::cli
