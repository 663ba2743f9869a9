#include "cli/workflow_commands.hpp"

#include "base/runner_lines.hpp"

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

std::string json_without_commands(std::string_view json) {
  std::string out;
  for (const char c : json) {
    if (c == '[' && out.ends_with("##")) {
      out += "\\u005b";
    } else {
      out += c;
    }
  }
  return out;
}

std::string mask_commands(std::string_view secret) {
  std::string out;
  for (const auto& line : secret_lines(secret)) out += fmt::format("::add-mask::{}\n", escaped(line, false));
  return out;
}

std::string in_stopped_commands(std::string_view text, std::string_view token) {
  const std::string_view end = text.empty() || text.ends_with('\n') ? "" : "\n";
  return fmt::format("::stop-commands::{}\n{}{}::{}::\n", token, without_commands(text), end, token);
}

}  // namespace ra::cli
