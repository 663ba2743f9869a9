#pragma once

#include "base/time.hpp"
#include "cli/command.hpp"
#include "cli/doctor.hpp"
#include "model/config.hpp"
#include "model/plan.hpp"

#include <optional>

namespace ra::cli {

// What the files here have said.
struct OutsideFacts {
  const model::Config& config;
  const std::optional<model::Plan>& plan;
  bool has_git;
  Duration limit;  // of all answers together
};

// The rows that others answer: the remote, each CI, the forge. All are asked side by side.
DoctorChecks outside_checks(Shell& shell, const OutsideFacts& facts);

}  // namespace ra::cli
