#pragma once

#include "base/secret.hpp"

#include <map>
#include <string>
#include <string_view>

namespace ra {

// The process's surroundings as a value, so that a test can make its own.
// Only from_process() and main() look at the real ones.
struct Environment {
  std::map<std::string, std::string, std::less<>> variables;
  std::string executable;  // absolute path of this program
  std::string host;
  int process = 0;  // our id
  bool stdout_is_terminal = false;
  bool stderr_is_terminal = false;
  int columns = 80;  // of the terminal on stderr
  int rows = 24;

  static Environment from_process();

  // Empty counts as absent (SPEC 1).
  std::string get(std::string_view name) const;
  Secret secret(std::string_view name) const { return Secret{get(name)}; }
};

}  // namespace ra
