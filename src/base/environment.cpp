#include "base/environment.hpp"

#include "base/terminal.hpp"

#include <unistd.h>

#include <array>
#include <filesystem>

namespace ra {

Environment Environment::from_process() {
  Environment env;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view line{*entry};
    const auto eq = line.find('=');
    if (eq != std::string_view::npos) env.variables.emplace(line.substr(0, eq), line.substr(eq + 1));
  }
  std::error_code ignored;
  env.executable = std::filesystem::read_symlink("/proc/self/exe", ignored).string();
  std::array<char, 256> host{};
  if (::gethostname(host.data(), host.size() - 1) == 0) env.host = host.data();
  env.process = ::getpid();
  env.stdout_is_terminal = ::isatty(STDOUT_FILENO) == 1;
  env.stderr_is_terminal = ::isatty(STDERR_FILENO) == 1;
  if (const auto size = terminal_size()) {
    env.columns = size->columns;
    env.rows = size->rows;
  }
  return env;
}

std::string Environment::get(std::string_view name) const {
  const auto it = variables.find(name);
  return it == variables.end() ? std::string{} : it->second;
}

}  // namespace ra
