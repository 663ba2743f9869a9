#pragma once

#include "base/environment.hpp"
#include "base/error.hpp"
#include "base/secret.hpp"

#include <string>
#include <string_view>

namespace ra::cli {

// stdout carries the result and nothing else, stderr the log; both lose every known secret on the way.
// In GitHub Actions both are read by the runner, which takes some lines for commands: what strangers wrote is kept from
// being one here, for every command of ours, and the secrets are told to the runner before the first output.
class Output {
 public:
  explicit Output(const Environment& environment);

  void result(std::string text) const;          // to stdout
  void aside(std::string text) const;           // to stderr: progress
  void error(const Error& e, bool json) const;  // to stderr: one line, then what to do
  void commands(std::string text) const;        // to stderr, for GitHub's runner: of cli/workflow_commands.hpp alone

  // Tells GitHub's runner the secrets, once; each output does it first. Called before there is a log.
  void mask() const;

  const Redactor& redact() const { return redact_; }

  // One more secret, which only the configuration tells to be one.
  void hide(const Secret& secret) const;

 private:
  std::string harmless(std::string text) const;

  bool in_actions_ = false;
  mutable std::string masks_;  // still to be written
  mutable Redactor redact_;
};

// The variables that hold secrets (SPEC 1); also those whose names end like one.
bool is_secret_name(std::string_view name);

}  // namespace ra::cli
