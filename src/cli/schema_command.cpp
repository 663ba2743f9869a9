#include "cli/command.hpp"

#include "base/json.hpp"
#include "model/config.hpp"

#include <CLI/App.hpp>

namespace ra::cli {

Command schema_command() {
  Command command;
  command.name = "schema";
  command.summary = "Prints the JSON Schema of release-action.json";
  command.example = "release-action schema > release-action.schema.json";
  command.add = [](CLI::App&) -> Action {
    return [](Shell& shell) -> Result<int> {
      shell.output.result(json::dump_pretty(json::parse(model::config_schema()).value()));
      return 0;
    };
  };
  return command;
}

}  // namespace ra::cli
