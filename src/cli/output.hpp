#pragma once

#include "base/environment.hpp"
#include "base/error.hpp"
#include "base/secret.hpp"

#include <string>
#include <string_view>

namespace ra::cli {

// stdout carries the result and nothing else, stderr the log; both lose every known secret on the way.
class Output {
 public:
  explicit Output(const Environment& environment);

  void result(std::string text) const;          // to stdout
  void aside(std::string text) const;           // to stderr: progress
  void error(const Error& e, bool json) const;  // to stderr: one line, then what to do

  const Redactor& redact() const { return redact_; }

 private:
  Redactor redact_;
};

// The variables that hold secrets (SPEC 1); also those whose names end like one.
bool is_secret_name(std::string_view name);

}  // namespace ra::cli
