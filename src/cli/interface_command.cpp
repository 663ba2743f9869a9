#include "cli/command.hpp"

#include "base/json.hpp"
#include "version.hpp"

#include <CLI/App.hpp>

#include <algorithm>

namespace ra::cli {

namespace {

constexpr std::string_view default_mark = " (default: ";

std::string type_of(const CLI::Option& option) {
  if (option.get_expected_max() == 0) return "flag";
  const std::string name = option.get_type_name();  // such as BOOLEAN, INT:POSITIVE, TEXT:{auto,no}
  if (name.starts_with("BOOLEAN")) return "boolean";
  if (name.starts_with("INT") || name.starts_with("UINT")) return "integer";
  return "string";
}

json::Value choices_of(const CLI::Option& option) {
  auto choices = json::Value::array();
  const std::string name = option.get_type_name();
  auto begin = name.find('{');
  const auto end = name.find('}');
  if (begin == std::string::npos || end == std::string::npos) return choices;
  while (begin < end) {
    const auto next = std::min(name.find(',', begin + 1), end);
    choices.push(name.substr(begin + 1, next - begin - 1));
    begin = next;
  }
  return choices;
}

// What the summary says in its "(default: …)", else the value of the variable behind the option.
std::string default_of(CLI::Option& option, bool many) {
  const std::string& summary = option.get_description();
  if (const auto at = summary.find(default_mark); at != std::string::npos && summary.ends_with(')')) {
    return summary.substr(at + default_mark.size(), summary.size() - at - default_mark.size() - 1);
  }
  if (many || type_of(option) == "flag") return {};
  option.capture_default_str();
  return option.get_default_str();
}

json::Value interface_of(CLI::Option& option) {
  const bool named = !option.get_lnames().empty();
  const bool many = option.get_items_expected_max() > 1;
  const std::string& summary = option.get_description();
  auto value = json::Value::object();
  value.set("name", named ? option.get_lnames().front() : option.get_name(true));
  value.set("short", option.get_snames().empty() ? "" : option.get_snames().front());
  value.set("positional", option.get_positional()).set("named", named);
  value.set("summary", summary.substr(0, summary.find(default_mark)));
  value.set("type", type_of(option)).set("choices", choices_of(option)).set("many", many);
  value.set("default", default_of(option, many)).set("required", option.get_required());
  return value;
}

json::Value option_table(CLI::App& app) {
  auto options = json::Value::array();
  for (CLI::Option* option : app.get_options([](const CLI::Option*) { return true; })) {
    if (option->check_lname("help") || option->check_lname("version")) continue;
    options.push(interface_of(*option));
  }
  return options;
}

json::Value interface_of(const Command& command, CLI::App& app) {
  auto outputs = json::Value::array();
  for (const auto& [name, summary] : command.outputs) {
    auto output = json::Value::object();
    output.set("name", name).set("summary", summary);
    outputs.push(std::move(output));
  }
  auto value = json::Value::object();
  value.set("name", command.name).set("summary", command.summary).set("example", command.example);
  value.set("options", option_table(app)).set("outputs", std::move(outputs));
  return value;
}

json::Value interface_of(CLI::App& root) {
  auto commands = json::Value::array();
  for (const auto& command : all_commands()) {
    if (!command.hidden) commands.push(interface_of(command, *root.get_subcommand(command.name)));
  }
  auto value = json::Value::object();
  value.set("schema", "release-action/interface/1").set("version", version);
  value.set("globals", option_table(root)).set("commands", std::move(commands));
  return value;
}

}  // namespace

// The table behind --help as JSON. tools/generate-interface makes the action's inputs, the orb's parameters and
// docs/options.md of it, so that none of them can say anything else. Not for people.
Command interface_command() {
  Command command;
  command.name = "interface";
  command.summary = "Prints every command and option as JSON";
  command.example = "release-action interface";
  command.hidden = true;
  command.add = [](CLI::App& app) -> Action {
    CLI::App* root = app.get_parent();
    return [root](Shell& shell) -> Result<int> {
      shell.output.result(json::dump_pretty(interface_of(*root)));
      return 0;
    };
  };
  return command;
}

}  // namespace ra::cli
