#pragma once

#include "base/error.hpp"
#include "base/json.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ra::testbed {

// What became of one repository, or of one branch of it.
struct Outcome {
  std::string repository = {};  // its address, without a password
  std::string branch = {};      // empty: all of it
  std::string state = {};       // saved, present, unchanged, differs, changed, proposed, failed
  std::string note = {};
  std::string diff = {};  // what was, or would be, changed
  std::optional<Error> error = {};
};

// Of what was tried for a repository. The address must not hold a password.
Outcome outcome_of(Result<Outcome> tried, std::string repository, std::string branch = {});

std::string outcomes_text(const std::vector<Outcome>& outcomes);
json::Value to_json(std::string_view action, const std::vector<Outcome>& outcomes);  // release-action/testbed/1

}  // namespace ra::testbed
