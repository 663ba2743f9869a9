#pragma once

#include "base/environment.hpp"
#include "base/log.hpp"
#include "cli/output.hpp"

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace CLI {
class App;
}

namespace ra::cli {

// The options that every command has (SPEC 1).
struct Globals {
  std::string config_file;
  std::string manifest_file;
  std::string directory = ".";
  std::string log_level = "info";
  std::string log_json;
  bool json = false;
  bool plan = false;
  bool no_color = false;

  std::filesystem::path work_folder() const {
    return std::filesystem::absolute(directory).lexically_normal() / ".release-action";
  }
};

// What a command works with. Made after the options are known.
struct Shell {
  const Environment& environment;
  const Globals& globals;
  const Output& output;
  const Log& log;
};

// A command is one .cpp: a function that adds its options and returns what to do.
using Action = std::function<Result<int>(Shell&)>;  // the exit code
struct Command {
  std::string name;
  std::string summary;
  std::string example;  // of --help
  std::function<Action(CLI::App&)> add;
  bool hidden = false;
  std::vector<std::pair<std::string, std::string>> outputs = {};  // for later steps of the job: name, what it holds
};

// Adding a command: its .cpp, one line here, one in commands.cpp.
Command bundle_command();
Command rpm_command();
Command deb_command();
Command image_command();
Command attest_command();
Command publish_command();
Command logs_command();
Command deploy_command();
Command product_command();
Command notify_command();
Command plan_command();
Command changelog_command();
Command check_command();
Command release_command();
Command report_command();
Command auto_command();
Command test_report_command();
Command init_command();
Command doctor_command();
Command version_command();
Command preview_command();
Command stage_command();
Command tag_command();
Command merge_command();
Command testbed_command();
Command schema_command();
Command completion_command();
Command interface_command();
Command local_run_command();

std::vector<Command> all_commands();

}  // namespace ra::cli
