#include "cli/output.hpp"

#include "base/json.hpp"
#include "base/random.hpp"
#include "base/runner_lines.hpp"
#include "cli/workflow_commands.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>

namespace ra::cli {

namespace {

void write(std::FILE* file, const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), file);
  std::fflush(file);
}

// What is written there stays, and no runner reads it.
bool is_file(int descriptor) {
  struct stat status {};
  return ::fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode);
}

// Only asked when it matters: JSON without ##[ needs no change, as none of its lines begins with a colon.
bool is_json(const std::string& text) {
  return (text.starts_with('{') || text.starts_with('[')) && json::parse(text).has_value();
}

}  // namespace

bool is_secret_name(std::string_view name) {
  constexpr std::array<std::string_view, 8> ends{"TOKEN",      "SECRET",  "PASSWORD", "PASSPHRASE",
                                                 "ACCESS_KEY", "API_KEY", "WEBHOOK",  "WEBHOOK_URL"};
  return std::ranges::any_of(ends, [name](std::string_view end) { return name.ends_with(end); });
}

Output::Output(const Environment& environment) : in_actions_{environment.get("GITHUB_ACTIONS") == "true"} {
  for (const auto& [name, value] : environment.variables) {
    if (!is_secret_name(name)) continue;
    redact_.add(Secret{value});
    for (const auto& line : secret_lines(value)) redact_.add(Secret{line});
    if (in_actions_ && !is_file(STDERR_FILENO)) masks_ += mask_commands(value);
  }
}

// On stderr, which the runner reads as it reads stdout: results on stdout are for machines, and in `plan --json > file`
// or $(release-action …) the secrets would stand in the file or the variable. Nothing of ours depends on which of the
// two the runner reads first, as we write no secret anyway; the masks are for what later steps write. A file is read by
// no runner, so it gets none.
void Output::mask() const {
  if (masks_.empty()) return;
  write(stderr, masks_);
  masks_.clear();
}

void Output::hide(const Secret& secret) const {
  if (secret.empty()) return;
  redact_.add(secret);
  if (in_actions_ && !is_file(STDERR_FILENO)) masks_ += mask_commands(secret.reveal());
}

std::string Output::harmless(std::string text) const { return in_actions_ ? without_commands(text) : text; }

// A result with something in it that looks like a command is no place for commands at all. Others stay as they are:
// somebody may read them from a file.
void Output::result(std::string text) const {
  mask();
  text = redact_(std::move(text));
  const std::string safe = harmless(text);
  if (safe == text) return write(stdout, text);
  if (is_json(text)) return write(stdout, json_without_commands(text));
  write(stdout, in_stopped_commands(text, uuid(system_random())));
}

void Output::aside(std::string text) const {
  mask();
  write(stderr, harmless(redact_(std::move(text))));
}

void Output::commands(std::string text) const {
  mask();
  write(stderr, redact_(std::move(text)));
}

void Output::error(const Error& e, bool json) const {
  if (json) {
    auto value = json::Value::object();
    value.set("type", "error").set("code", exit_code(e.code)).set("message", redact_(e.message));
    value.set("hint", redact_(e.hint));
    mask();
    const std::string line = json::dump(value) + "\n";
    write(stderr, in_actions_ ? json_without_commands(line) : line);
    return;
  }
  std::string text = "error: " + e.message + "\n";
  if (!e.hint.empty()) text += "       " + e.hint + "\n";
  aside(std::move(text));
}

}  // namespace ra::cli
