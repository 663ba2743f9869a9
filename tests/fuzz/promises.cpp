#include "fuzz/promises.hpp"

#include "fuzz/hold.hpp"

#include <array>

namespace ra::fuzz {

namespace {

// The next code point, taken off the front; -1 when there is none that is well-formed.
long next_point(std::string_view& text) {
  const auto at = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
  const unsigned lead = at(0);
  const std::size_t more = lead < 0x80U ? 0 : lead >> 5U == 6U ? 1 : lead >> 4U == 14U ? 2 : lead >> 3U == 30U ? 3 : 9;
  if (more == 9 || text.size() <= more) return -1;
  long point = static_cast<long>(more == 0 ? lead : lead & (0x3fU >> more));
  for (std::size_t i = 1; i <= more; ++i) {
    if (at(i) >> 6U != 2U) return -1;
    point = point * 64 + static_cast<long>(at(i) & 0x3fU);
  }
  constexpr std::array<long, 4> least{0, 0x80, 0x800, 0x10000};
  if (point < least.at(more) || point > 0x10ffff || (point >= 0xd800 && point < 0xe000)) return -1;
  text.remove_prefix(more + 1);
  return point;
}

// Char.IsWhiteSpace() of .NET, and the controls, to be on the safe side.
bool is_blank(long point) {
  return point <= 0x20 || (point >= 0x7f && point <= 0xa0) || point == 0x1680 || (point >= 0x2000 && point <= 0x200f) ||
         point == 0x2028 || point == 0x2029 || point == 0x202f || point == 0x205f || point == 0x3000 || point == 0xfeff;
}

}  // namespace

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    if (next_point(text) < 0) return false;
  }
  return true;
}

bool has_command(std::string_view text) {
  if (text.find("##[") != std::string_view::npos) return true;
  while (!text.empty()) {
    const auto end = std::min(text.find_first_of("\r\n"), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    while (!line.empty()) {
      std::string_view after = line;
      const long point = next_point(after);
      if (point < 0 || !is_blank(point)) break;
      line = after;
    }
    if (line.starts_with("::")) return true;
  }
  return false;
}

void hold_line(std::string_view text, std::string_view what) {
  hold(is_utf8(text), std::string{what} + " is UTF-8", text);
  hold(text.find_first_of("\r\n\x1b") == std::string_view::npos, std::string{what} + " is one line", text);
  hold(text.size() <= 8000, std::string{what} + " is no page", text);
}

}  // namespace ra::fuzz
