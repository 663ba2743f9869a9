#include "base/text.hpp"

#include "base/utf8.hpp"

#include <algorithm>
#include <numeric>

namespace ra {

namespace {

// Length of the ANSI escape sequence at the front, 0 for none: ESC [ … letter; ESC ] and its kin … up to
// BEL or ESC \ (terminal links are written so); ESC x. A string that never ends takes only its line.
std::size_t escape_length(std::string_view text) {
  if (text.empty() || text[0] != '\x1b') return 0;
  if (text.size() < 2) return 1;
  if (text[1] == '[') {
    std::size_t i = 2;
    while (i < text.size() && (text[i] < '@' || text[i] > '~')) ++i;
    return std::min(i + 1, text.size());
  }
  if (std::string_view{"]P^_X"}.find(text[1]) != std::string_view::npos) {
    const auto end = text.find_first_of("\a\x1b\n", 2);
    if (end == std::string_view::npos) return text.size();
    if (text[end] == '\n') return end;
    return text.substr(end).starts_with("\x1b\\") ? end + 2 : end + (text[end] == '\a' ? 1 : 0);
  }
  return 2;
}

// U+202A–E and U+2066–9 turn the reading order around and can hide what a line says.
bool is_bidi_override(std::string_view sequence) {
  return (sequence >= "\u202a" && sequence <= "\u202e") || (sequence >= "\u2066" && sequence <= "\u2069");
}

// U+0080–9F: a terminal may obey these as it obeys ESC. U+2028 and 2029 end a line for some readers.
bool is_upper_control(std::string_view sequence) {
  return (sequence >= "\u0080" && sequence <= "\u009f") || sequence == "\u2028" || sequence == "\u2029";
}

}  // namespace

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const auto at = text.find(separator);
    parts.push_back(text.substr(0, at));
    if (at == std::string_view::npos) return parts;
    text.remove_prefix(at + 1);
  }
}

std::vector<std::string_view> lines(std::string_view text) {
  auto parts = split(text, '\n');
  if (parts.back().empty()) parts.pop_back();
  for (auto& line : parts) {
    if (line.ends_with('\r')) line.remove_suffix(1);
  }
  return parts;
}

std::string_view trim(std::string_view text) {
  constexpr std::string_view white = " \t\r\n";
  const auto first = text.find_first_not_of(white);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(white) - first + 1);
}

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

std::string lower(std::string_view text) {
  std::string out{text};
  std::ranges::transform(out, out.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return out;
}

// Optimal string alignment.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1);
  std::vector<std::size_t> last(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(last.begin(), last.end(), 0U);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t cost = a[i - 1] == b[j - 1] ? 0 : 1;
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + cost});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    std::swap(before, last);
    std::swap(last, row);
  }
  return last[b.size()];
}

std::string nearest(std::string_view word, std::span<const std::string> candidates) {
  std::size_t best = std::max<std::size_t>(2, word.size() / 3) + 1;
  std::string found;
  for (const auto& candidate : candidates) {
    const std::size_t distance = edit_distance(lower(word), lower(candidate));
    if (distance < best && distance < candidate.size()) {
      best = distance;
      found = candidate;
    }
  }
  return found;
}

std::string one_line(std::string_view text, std::size_t most) {
  std::vector<std::string_view> points;
  while (!text.empty()) {
    if (const auto n = escape_length(text); n > 0) {
      text.remove_prefix(n);
      continue;
    }
    const auto n = utf8_length(text);
    const std::string_view point = n == 0 ? "\ufffd" : text.substr(0, n);
    text.remove_prefix(std::max<std::size_t>(n, 1));
    const bool control = point.size() == 1 && (static_cast<unsigned char>(point[0]) < 0x20 || point[0] == '\x7f');
    if (is_bidi_override(point) || is_upper_control(point)) continue;
    if (control && point[0] != '\t' && point[0] != '\n' && point[0] != '\r') continue;
    points.push_back(control ? " " : point);
  }
  std::string out;
  const bool cut = points.size() > most && most >= 3;
  const std::size_t head = cut ? (most - 1) / 2 : points.size();
  for (std::size_t i = 0; i < head; ++i) out += points[i];
  if (cut) {
    out += "…";
    for (std::size_t i = points.size() - (most - 1 - head); i < points.size(); ++i) out += points[i];
  }
  return std::string{trim(out)};
}

}  // namespace ra
