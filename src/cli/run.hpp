#pragma once

#include "base/environment.hpp"

namespace ra::cli {

// The program: parses, runs one command, gives the exit code. The only place that catches.
int run(int argc, const char* const* argv, const Environment& environment);

}  // namespace ra::cli
