#include "cli/command.hpp"
#include "cli/stage.hpp"

#include <CLI/App.hpp>

// The stages that are commands of their own: the same as `stage run --from NAME --until NAME`.
namespace ra::cli {

namespace {

Command alone(const std::string& name, const std::string& summary) {
  Command command;
  command.name = name;
  command.summary = summary;
  command.example = "release-action " + name + " --dry-run=false";
  command.add = [name](CLI::App& app) -> Action {
    auto options = std::make_shared<DeliveryOptions>();
    options->run.from = name;
    options->run.until = name;
    app.add_option("--branch", options->versions.branch,
                   "The branch to release from. Default: the one that is checked out");
    app.add_option("--prerelease", options->versions.prerelease, "Make pre-releases of this identifier, such as rc");
    app.add_option("--dry-run", options->run.dry_run, "Write nothing outside this machine (default: true)")
        ->expected(0, 1)
        ->default_str("true");
    return [options](Shell& shell) { return run_stages_of(shell, *options); };
  };
  return command;
}

}  // namespace

Command tag_command() {
  return alone("tag", "Tags what the earlier stages made, one annotated tag for each component, and pushes the tags");
}

Command merge_command() { return alone("merge", "Brings the release fork back into its branch"); }

}  // namespace ra::cli
