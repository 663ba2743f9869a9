#pragma once

#include "cli/command.hpp"
#include "report/render.hpp"

namespace ra::cli {

// Colours only on a terminal, and not when NO_COLOR (no-color.org) or --no-color says so.
inline report::TerminalStyle style_of(const Shell& shell, bool is_terminal) {
  report::TerminalStyle style;
  style.colour = is_terminal && !shell.globals.no_color && shell.environment.get("NO_COLOR").empty();
  style.columns = shell.environment.columns;
  style.rows = shell.environment.rows;
  return style;
}

}  // namespace ra::cli
