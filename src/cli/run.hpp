#pragma once

#include "base/environment.hpp"

#include <string>

namespace ra::cli {

// The program: parses, runs one command, gives the exit code. The only place that catches.
int run(int argc, const char* const* argv, const Environment& environment);

// What an option is set to outside the command line: RELEASE_ACTION_DRY_RUN for dry-run, and in GitHub Actions
// INPUT_DRY_RUN or INPUT_DRY-RUN, as its runner spells it. Empty is absent.
std::string from_environment(const std::string& option, const Environment& environment);

}  // namespace ra::cli
