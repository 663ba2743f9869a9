#pragma once

#include "report/progress.hpp"

#include <string>
#include <vector>

namespace ra::report {

// A run as lines that are no wider than the terminal: `most` of them, or all when it is 0. Pure.
std::vector<std::string> live_frame(const TerminalStyle& style, const model::Run& run, WallTime now, std::size_t most);

}  // namespace ra::report
