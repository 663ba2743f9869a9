#include "cli/command.hpp"

#include "ci/local_runner.hpp"

#include <CLI/App.hpp>

namespace ra::cli {

// What the local provider starts in the background for each pipeline; not for people.
Command local_run_command() {
  Command command;
  command.name = "local-run";
  command.summary = "Runs one pipeline of the local provider";
  command.example = "release-action local-run FOLDER";
  command.hidden = true;
  command.add = [](CLI::App& app) -> Action {
    auto folder = std::make_shared<std::string>();
    app.add_option("folder", *folder, "Folder of the pipeline")->required();
    return [folder](Shell&) -> Result<int> { return ci::run_local_pipeline(*folder); };
  };
  return command;
}

}  // namespace ra::cli
