#include "history/entry_text.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace ra::history {

namespace {

constexpr std::size_t longest_title = 500;                    // bytes, as for all that is shown on one line
constexpr std::size_t longest_text = std::size_t{16} * 1024;  // bytes of a body or a note

bool is_plain(std::string_view text, bool line_ends) {
  return std::ranges::all_of(text, [&](char c) { return (c >= 0x20 && c <= 0x7e) || (line_ends && c == '\n'); });
}

}  // namespace

std::string_view at_most(std::string_view text, std::size_t bytes) {
  if (text.size() <= bytes) return text;
  // Not inside a character; what is no UTF-8 anyway is cut as it comes.
  std::size_t end = bytes;
  while (end > 0 && bytes - end < 4 && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80U) --end;
  return text.substr(0, end);
}

std::string line_of(std::string_view text) {
  constexpr std::string_view cut = "…";
  if (text.size() <= longest_title && is_plain(text, false)) return std::string{text};
  // Escape sequences and controls go, so that more may come in than goes out.
  std::string clean = one_line(at_most(text, 4 * longest_title), 4 * longest_title);
  if (clean.size() <= longest_title) return clean;
  return std::string{at_most(clean, longest_title - cut.size())} + std::string{cut};
}

std::string text_of(std::string_view text) {
  text = at_most(text, longest_text);
  if (is_plain(text, true)) return std::string{text};
  std::string out;
  for (const std::string_view line : lines(text)) {
    if (!out.empty()) out += '\n';
    const std::size_t indent = std::min(line.find_first_not_of(' '), line.size());
    out.append(indent, ' ').append(one_line(line, longest_text));
  }
  return out;
}

}  // namespace ra::history
