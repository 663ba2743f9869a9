#include "cli/run.hpp"

#include "base/text.hpp"
#include "cli/command.hpp"
#include "version.hpp"

#include <fmt/format.h>
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include <algorithm>

namespace ra::cli {

namespace {

LogLevel level_of(const std::string& name) {
  if (name == "trace") return LogLevel::trace;
  if (name == "debug") return LogLevel::debug;
  if (name == "warning") return LogLevel::warning;
  if (name == "error") return LogLevel::error;
  if (name == "off") return LogLevel::off;
  return LogLevel::info;
}

void add_globals(CLI::App& app, Globals& globals) {
  app.add_option("--config", globals.config_file,
                 "Configuration file (default: release-action.json where there is one)");
  app.add_option("--manifest", globals.manifest_file, "Manifest of the product (default: release.json)");
  app.add_option("-C,--directory", globals.directory, "Run as if started in this folder");
  app.add_flag("--json", globals.json, "Result as JSON on stdout, errors as JSON on stderr");
  app.add_flag("--plan", globals.plan, "Write nothing anywhere: only say what would be done");
  app.add_option("--log-level", globals.log_level, "trace, debug, info, warning, error or off")
      ->check(CLI::IsMember({"trace", "debug", "info", "warning", "error", "off"}));
  app.add_option("--log-json", globals.log_json, "Log to this file too, one JSON object a line");
  app.add_flag("--no-color", globals.no_color, "No colours, even on a terminal");
}

// The command line wins.
void fill_from_environment(CLI::App& app, const Environment& environment) {
  for (CLI::Option* option : app.get_options([](const CLI::Option* o) { return !o->get_lnames().empty(); })) {
    const std::string& name = option->get_lnames().front();
    if (option->count() > 0 || name == "help" || name == "version") continue;
    const std::string value = from_environment(name, environment);
    if (value.empty()) continue;
    if (option->get_expected_min() == 0 && option->get_type_size() == 0 && (value == "false" || value == "0")) continue;
    if (option->get_items_expected_max() > 1) {
      for (const auto line : lines(value)) {  // an action's input is one text of several lines
        if (!trim(line).empty()) option->add_result(std::string{trim(line)});
      }
    } else {
      option->add_result(value);
    }
    if (option->count() > 0) option->run_callback();
  }
}

// "The following argument was not expected: paln": what may have been meant.
std::string suggestion(const CLI::App& app, const std::string& message) {
  const auto colon = message.rfind(": ");
  if (colon == std::string::npos) return {};
  std::string word = message.substr(colon + 2);
  word = word.substr(0, word.find_first_of(" ="));
  std::vector<std::string> known;
  const auto options_of = [&known](const CLI::App& a) {
    for (const auto* option : a.get_options()) {
      for (const auto& name : option->get_lnames()) known.push_back("--" + name);
    }
  };
  options_of(app);
  for (const auto* sub : app.get_subcommands({})) {
    if (!sub->get_group().empty()) known.push_back(sub->get_name());
  }
  for (const auto* sub : app.get_subcommands()) options_of(*sub);
  const std::string near = nearest(word, known);
  return near.empty() ? "" : fmt::format("did you mean `{}`?", near);
}

std::string one_sentence(std::string message) {
  std::ranges::replace(message, '\n', ' ');
  while (message.ends_with('.') || message.ends_with(' ')) message.pop_back();
  return message;
}

Result<int> run_command(const std::vector<std::pair<CLI::App*, Action>>& actions, Shell& shell) {
  for (const auto& [sub, action] : actions) {
    if (sub->parsed()) return action(shell);
  }
  return error(Errc::usage, "no command given", "release-action --help lists them");
}

}  // namespace

std::string from_environment(const std::string& option, const Environment& environment) {
  std::string dashes = lower(option);
  std::ranges::transform(dashes, dashes.begin(),
                         [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  std::string name = dashes;
  std::ranges::replace(name, '-', '_');
  if (auto value = environment.get("RELEASE_ACTION_" + name); !value.empty()) return value;
  if (environment.get("GITHUB_ACTIONS") != "true") return {};
  if (auto value = environment.get("INPUT_" + name); !value.empty()) return value;
  return environment.get("INPUT_" + dashes);
}

int run(int argc, const char* const* argv, const Environment& environment) {
  const Output output{environment};
  // The parser answers --version by throwing, and the first throw of a static binary costs 4 ms.
  if (argc == 2 && std::string_view{argv[1]} == "--version") {
    output.result(std::string{version_line} + "\n");
    return 0;
  }
  Globals globals;
  CLI::App app{"Takes a product made of many repositories from a pull request to published artifacts.",
               "release-action"};
  app.set_version_flag("--version", version_line);
  app.require_subcommand(0, 1);
  app.fallthrough();
  app.footer(
      "Example:\n  release-action plan\n\nEvery command has --help. Exit codes: 0 done, 1 failed, 2 usage, 3 input, 4 "
      "red,\n"
      "5 conflict, 6 not permitted, 7 service unavailable, 8 waiting for an approval, 130 cancelled.");
  add_globals(app, globals);

  std::vector<std::pair<CLI::App*, Action>> actions;
  for (const auto& command : all_commands()) {
    CLI::App* sub = app.add_subcommand(command.name, command.summary);
    sub->fallthrough();
    if (command.hidden) sub->group("");
    sub->footer("Example:\n  " + command.example);
    actions.emplace_back(sub, command.add(*sub));
  }

  try {
    app.parse(argc, argv);
    fill_from_environment(app, environment);
    for (CLI::App* sub : app.get_subcommands()) fill_from_environment(*sub, environment);
  } catch (const CLI::CallForHelp&) {
    const auto chosen = app.get_subcommands();
    output.result(chosen.empty() ? app.help() : chosen.front()->help());
    return 0;
  } catch (const CLI::CallForVersion&) {
    output.result(std::string{version_line} + "\n");
    return 0;
  } catch (const CLI::ParseError& e) {
    std::string hint = suggestion(app, e.what());
    if (hint.empty()) hint = "release-action --help shows how it is used";
    output.error(error(Errc::usage, one_sentence(e.what()), hint), globals.json);
    return exit_code(Errc::usage);
  }

  try {
    Log::Options options;
    options.level = level_of(globals.log_level);
    options.colour = environment.stderr_is_terminal && !globals.no_color && environment.get("NO_COLOR").empty();
    options.json_file = globals.log_json;
    output.mask();
    const Log log{options, output.redact()};
    Shell shell{environment, globals, output, log};
    const auto code = run_command(actions, shell);
    if (code) return *code;
    output.error(code.error(), globals.json);
    return exit_code(code.error().code);
  } catch (const std::exception& e) {
    output.error(error(Errc::internal, std::string{"unexpected: "} + one_line(e.what()),
                       "this is a bug in release-action; please report it with the output of --log-level debug"),
                 globals.json);
    return 1;
  }
}

}  // namespace ra::cli
