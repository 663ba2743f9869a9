#include "base/runner_lines.hpp"

#include <algorithm>

namespace ra {

// The runner reads its lines with .NET's StreamReader, to which a lone CR is an end too, and takes off what .NET calls
// white space, much of which is not ASCII: whatever comes before the first visible ASCII character is taken for that
// (TryParseV2() in ActionCommand.cs of github.com/actions/runner).
std::string without_commands(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  bool at_start = true;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '[' && out.ends_with("##")) out += ' ';
    out += c;
    if (at_start && text.substr(i).starts_with("::")) out += ' ';
    if (c > ' ' && c < '\x7f') at_start = false;
    if (c == '\n' || c == '\r') at_start = true;
  }
  return out;
}

std::vector<std::string> secret_lines(std::string_view secret) {
  constexpr std::size_t shortest = 6;
  std::vector<std::string> out;
  while (!secret.empty()) {
    const auto end = std::min(secret.find_first_of("\r\n"), secret.size());
    if (end >= shortest) out.emplace_back(secret.substr(0, end));
    secret.remove_prefix(std::min(end + 1, secret.size()));
  }
  return out;
}

}  // namespace ra
