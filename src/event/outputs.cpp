#include "event/outputs.hpp"

#include "base/files.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ra::event {

// actions/runner, FileCommandManager.cs: NAME<<DELIMITER, the value, the delimiter on a line of its own. The delimiter
// must be in neither name nor value.
std::string github_output(const std::string& name, const std::string& value, const std::string& delimiter) {
  return fmt::format("{0}<<{2}\n{1}\n{2}\n", name, value, delimiter);
}

std::string shell_export(const std::string& name, const std::string& value) {
  std::string variable = "RELEASE_ACTION_";
  for (const char c : name) {
    const bool small = c >= 'a' && c <= 'z';
    variable += c == '-' ? '_' : small ? static_cast<char>(c - 'a' + 'A') : c;
  }
  std::string quoted;
  for (const char c : value) {
    if (c == '\'') {
      quoted += "'\\''";
    } else if (c != '\0') {
      quoted += c;
    }
  }
  return fmt::format("export {}='{}'\n", variable, quoted);
}

Result<> write_outputs(const Environment& environment, const Outputs& outputs, const Random& random) {
  std::string text;
  if (environment.get("GITHUB_ACTIONS") == "true") {
    const std::string path = environment.get("GITHUB_OUTPUT");
    if (path.empty()) return {};
    for (const auto& [name, value] : outputs) {
      std::string delimiter = "release_action_" + uuid(random);
      while (value.find(delimiter) != std::string::npos) delimiter = "release_action_" + uuid(random);
      text += github_output(name, value, delimiter);
    }
    return append_file(path, text);
  }
  const std::string path = environment.get("BASH_ENV");
  if (environment.get("CIRCLECI") != "true" || path.empty()) return {};
  for (const auto& [name, value] : outputs) text += shell_export(name, value);
  return append_file(path, text);
}

}  // namespace ra::event
