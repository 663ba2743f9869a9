#pragma once

#include <optional>

namespace ra {

struct TerminalSize {
  int columns = 80;
  int rows = 24;
};

// Of the terminal on stderr, as it is now: people resize them. Nothing when there is none.
std::optional<TerminalSize> terminal_size();

}  // namespace ra
