#include "cli/command.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <CLI/App.hpp>

namespace ra::cli {

namespace {

struct Words {
  std::string name;
  std::string summary;
  std::vector<std::string> options;
};

std::vector<std::string> options_of(const CLI::App& app) {
  std::vector<std::string> words;
  for (const auto* option : app.get_options()) {
    for (const auto& name : option->get_lnames()) words.push_back("--" + name);
  }
  return words;
}

std::vector<Words> words_of(const CLI::App& root) {
  std::vector<Words> all;
  for (const auto* sub : root.get_subcommands({})) {
    if (sub->get_group().empty()) continue;
    all.push_back({sub->get_name(), sub->get_description(), options_of(*sub)});
  }
  return all;
}

std::string bash(const CLI::App& root) {
  std::vector<std::string> names;
  std::string cases;
  for (const auto& w : words_of(root)) {
    names.push_back(w.name);
    cases += fmt::format("      {}) words=\"$words {}\" ;;\n", w.name, fmt::join(w.options, " "));
  }
  return fmt::format(R"(_release_action() {{
  local word words="{}"
  local current=${{COMP_WORDS[COMP_CWORD]}}
  for word in "${{COMP_WORDS[@]:1:COMP_CWORD-1}}"; do
    case $word in
{}    esac
  done
  [[ $current == -* ]] || words="{}"
  mapfile -t COMPREPLY < <(compgen -W "$words" -f -- "$current")
}}
complete -F _release_action release-action
)",
                     fmt::join(options_of(root), " "), cases, fmt::join(names, " "));
}

std::string zsh(const CLI::App& root) {
  std::string names;
  std::string cases;
  for (const auto& w : words_of(root)) {
    names += fmt::format("    '{}:{}'\n", w.name, w.summary);
    cases += fmt::format("    {}) compadd -- {} ;;\n", w.name, fmt::join(w.options, " "));
  }
  return fmt::format(R"(#compdef release-action
local -a commands
commands=(
{})
if (( CURRENT == 2 )) && [[ $words[2] != -* ]]; then
  _describe command commands
elif [[ $words[CURRENT] == -* ]]; then
  compadd -- {}
  case $words[2] in
{}  esac
else
  _files
fi
)",
                     names, fmt::join(options_of(root), " "), cases);
}

std::string fish(const CLI::App& root) {
  std::string text;
  for (const auto& option : options_of(root)) {
    text += fmt::format("complete -c release-action -l {}\n", option.substr(2));
  }
  for (const auto& w : words_of(root)) {
    text += fmt::format("complete -c release-action -n __fish_use_subcommand -a {} -d '{}'\n", w.name, w.summary);
    for (const auto& option : w.options) {
      text += fmt::format("complete -c release-action -n '__fish_seen_subcommand_from {}' -l {}\n", w.name,
                          option.substr(2));
    }
  }
  return text;
}

}  // namespace

// Made of the same tables as --help, so that it cannot go stale.
Command completion_command() {
  Command command;
  command.name = "completion";
  command.summary = "Prints a completion script for bash, zsh or fish";
  command.example = "source <(release-action completion bash)";
  command.add = [](CLI::App& app) -> Action {
    auto which = std::make_shared<std::string>();
    app.add_option("shell", *which, "bash, zsh or fish")->required()->check(CLI::IsMember({"bash", "zsh", "fish"}));
    const CLI::App* root = app.get_parent();
    return [which, root](Shell& shell) -> Result<int> {
      shell.output.result(*which == "bash" ? bash(*root) : *which == "zsh" ? zsh(*root) : fish(*root));
      return 0;
    };
  };
  return command;
}

}  // namespace ra::cli
