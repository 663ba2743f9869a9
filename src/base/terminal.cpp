#include "base/terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

namespace ra {

std::optional<TerminalSize> terminal_size() {
  winsize size{};
  const bool known = ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 && size.ws_row > 0;
  if (!known) return std::nullopt;
  return TerminalSize{size.ws_col, size.ws_row};
}

}  // namespace ra
