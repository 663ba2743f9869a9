#pragma once

#include "cli/inputs.hpp"
#include "cli/release_run.hpp"

namespace ra::cli {

// What `release --plan` prints: each trigger with its parameters, and what would be written to git. Asks nobody.
Result<std::string> release_plan_text(const Inputs& inputs, const model::Plan& plan, const ReleaseArguments& arguments,
                                      bool json);

}  // namespace ra::cli
