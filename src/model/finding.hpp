#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ra::model {

enum class Severity { note, warning, error };
std::string_view to_string(Severity severity);

// Something a person should know about a file or a repository. `code` is part of the contract (SPEC 3).
struct Finding {
  Severity severity = Severity::error;
  std::string code;       // duplicate-component
  std::string component;  // may be empty
  std::size_t line = 0;   // 0: not about a place in a file
  std::size_t column = 0;
  std::string message;
  std::string hint;
};

bool any_errors(const std::vector<Finding>& findings);

}  // namespace ra::model
