#include "cli/auto.hpp"
#include "cli/command.hpp"
#include "cli/inputs.hpp"
#include "cli/run.hpp"

#include "base/json.hpp"
#include "base/random.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "event/decide.hpp"
#include "event/outputs.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <CLI/App.hpp>

#include <algorithm>

namespace ra::cli {

namespace {

std::string as_text(const event::Event& event, const event::Verdict& verdict) {
  std::string text = fmt::format("event     {}\ndecision  {}: {}\n", one_line(event.name),
                                 event::to_string(verdict.decision), one_line(verdict.why, 400));
  for (const auto& command : verdict.commands) {
    text += fmt::format("runs      release-action {}\n", one_line(fmt::format("{}", fmt::join(command, " "))));
  }
  if (!verdict.review.empty()) text += fmt::format("review    {}\n", verdict.review);
  return text;
}

json::Value as_json(const event::Event& event, const event::Verdict& verdict) {
  auto commands = json::Value::array();
  for (const auto& command : verdict.commands) {
    auto words = json::Value::array();
    for (const auto& word : command) words.push(word);
    commands.push(std::move(words));
  }
  auto value = json::Value::object();
  value.set("schema", "release-action/decision/1").set("event", event.name);
  value.set("decision", event::to_string(verdict.decision)).set("why", verdict.why);
  value.set("commands", std::move(commands)).set("review", verdict.review);
  return value;
}

// The global options of this run go before each command that it starts.
std::vector<std::string> globals_of(const Globals& globals) {
  std::vector<std::string> words{"release-action", "-C", globals.directory, "--log-level", globals.log_level};
  const auto add = [&words](const std::string& option, const std::string& value) {
    if (value.empty()) return;
    words.push_back(option);
    words.push_back(value);
  };
  add("--config", globals.config_file);
  add("--manifest", globals.manifest_file);
  add("--log-json", globals.log_json);
  if (globals.json) words.emplace_back("--json");
  if (globals.plan) words.emplace_back("--plan");
  if (globals.no_color) words.emplace_back("--no-color");
  return words;
}

int run_one(Shell& shell, const std::vector<std::string>& command) {
  std::vector<std::string> words = globals_of(shell.globals);
  words.insert(words.end(), command.begin(), command.end());
  std::vector<const char*> argv;
  for (const auto& word : words) argv.push_back(word.c_str());
  return run(static_cast<int>(argv.size()), argv.data(), shell.environment);
}

// Words of a command line win over inputs: where somebody has said which files hold results, the usual places give way.
void prefer_named_files(std::vector<std::vector<std::string>>& commands, const Environment& environment) {
  if (from_environment("files", environment).empty() && from_environment("job", environment).empty()) return;
  for (auto& command : commands) {
    if (command.front() == "test-report")
      std::erase_if(command, [](const auto& word) { return word.find('*') != std::string::npos; });
  }
}

Result<event::Event> event_of(Shell& shell) {
  RA_TRY_ASSIGN(auto event, event::read_event(shell.environment));
  if (event) return *std::move(event);
  return error(Errc::usage, "auto acts on what happened, and this is not the job of a CI that is known",
               "by hand, name the command: release-action plan, check, release");
}

// The section that a command works on, where it is left out without it.
std::string_view section_of(std::string_view command) {
  if (command == "bundle") return "bundles";
  if (command == "publish" || command == "attest" || command == "deploy") return command;
  if (command == "image") return "images";
  return command == "rpm" ? "rpms" : "";
}

Result<int> act(Shell& shell, bool explain) {
  RA_TRY_ASSIGN(const auto event, event_of(shell));
  RA_TRY_ASSIGN(const auto config, read_config(shell.globals));
  RA_TRY_ASSIGN(const auto pull, ask(shell, config, event));
  auto verdict = event::decide(event, pull, config);
  prefer_named_files(verdict.commands, shell.environment);
  if (explain) {
    shell.output.result(shell.globals.json ? json::dump_pretty(as_json(event, verdict)) : as_text(event, verdict));
    return 0;
  }
  shell.log.info("{}: {}", event::to_string(verdict.decision), one_line(verdict.why, 400));
  const event::Outputs outputs{{"decision", std::string{event::to_string(verdict.decision)}},
                               {"review", verdict.review}};
  if (!shell.globals.plan) RA_TRY(event::write_outputs(shell.environment, outputs, system_random()));
  if (verdict.commands.empty() && shell.globals.json) {
    shell.output.result(json::dump_pretty(as_json(event, verdict)));
  }
  int first_failure = 0;
  const auto known = all_commands();
  for (const auto& command : verdict.commands) {
    if (std::ranges::find(known, command.front(), &Command::name) == known.end()) {
      shell.log.warning("{}: this version of release-action has no such command yet; left out", command.front());
      continue;
    }
    const auto section = section_of(command.front());
    if (!section.empty() && !has_section(shell.globals, section)) {
      shell.log.info("{}: none is configured; left out", command.front());
      continue;
    }
    const int code = run_one(shell, command);
    if (code != 0 && !verdict.each) return code;
    if (first_failure == 0) first_failure = code;
  }
  return first_failure;
}

}  // namespace

Command auto_command() {
  Command command;
  command.name = "auto";
  command.summary = "Reads the CI's event and runs what it calls for";
  command.example = "release-action auto --explain";
  command.outputs = {{"decision", "What was done: dry-run, release, publish, test-report or none"},
                     {"review", "By the branch's prefix: support, development, security or dependency; else empty"}};
  command.add = [](CLI::App& app) -> Action {
    auto explain = std::make_shared<bool>(false);
    app.add_flag("--explain", *explain, "Say what would be run and why, and run nothing");
    return [explain](Shell& shell) { return act(shell, *explain); };
  };
  return command;
}

}  // namespace ra::cli
