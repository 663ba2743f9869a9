#include "cli/workflow_commands.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

namespace ra::cli {

namespace {

// As toCommandProperties() and toCommandValue() of github.com/actions/toolkit say it must be.
std::string escaped(std::string_view text, bool is_property) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '%': out += "%25"; break;
      case '\r': out += "%0D"; break;
      case '\n': out += "%0A"; break;
      case ':': out += is_property ? "%3A" : ":"; break;
      case ',': out += is_property ? "%2C" : ","; break;
      default: out += c;
    }
  }
  return out;
}

// The runner looks for ##[ anywhere in a line.
std::string broken_up(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '[' && out.ends_with("##")) out += ' ';
    out += c;
  }
  return out;
}

}  // namespace

std::string error_command(const Annotation& annotation) {
  std::string properties;
  const auto add = [&properties](std::string_view name, std::string_view value) {
    if (value.empty()) return;
    properties += fmt::format("{}{}={}", properties.empty() ? " " : ",", name, escaped(broken_up(value), true));
  };
  add("file", annotation.file);
  if (annotation.line > 0 && !annotation.file.empty()) add("line", std::to_string(annotation.line));
  add("title", annotation.title);
  return fmt::format("::error{}::{}\n", properties, escaped(broken_up(annotation.message), false));
}

std::string without_commands(std::string_view text) {
  std::string out;
  for (const auto line : lines(text)) {
    const auto first = line.find_first_not_of(" \t");
    const bool is_command = first != std::string_view::npos && line.substr(first).starts_with("::");
    out += is_command ? fmt::format("{} {}", line.substr(0, first + 1), broken_up(line.substr(first + 1)))
                      : broken_up(line);
    out += '\n';
  }
  return out;
}

std::string in_stopped_commands(std::string_view text, std::string_view token) {
  return fmt::format("::stop-commands::{}\n{}::{}::\n", token, without_commands(text), token);
}

}  // namespace ra::cli
