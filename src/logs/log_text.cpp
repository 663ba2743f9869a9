#include "logs/log_text.hpp"

#include "base/utf8.hpp"

#include <cstdint>
#include <cstring>

namespace ra::logs {

namespace {

constexpr std::uint64_t each = 0x0101010101010101ULL;
constexpr std::uint64_t high_bits = 0x8080808080808080ULL;
constexpr char escape = '\x1b';

// Is there a byte below 0x20, or one that is not ASCII, or 0x7f? Eight at a time.
bool is_plain(std::string_view text) {
  std::size_t i = 0;
  for (; i + sizeof(std::uint64_t) <= text.size(); i += sizeof(std::uint64_t)) {
    std::uint64_t eight = 0;
    std::memcpy(&eight, text.data() + i, sizeof eight);
    const std::uint64_t below = (eight - each * 0x20) & ~eight & high_bits;
    const std::uint64_t above = (eight | ((eight & ~high_bits) + each)) & high_bits;
    if ((below | above) != 0) return false;
  }
  for (; i < text.size(); ++i) {
    if (text[i] < 0x20 || text[i] == 0x7f) return false;
  }
  return true;
}

// Has it a byte that is zero?
constexpr std::uint64_t zero_bytes(std::uint64_t eight) { return (eight - each) & ~eight & high_bits; }

// Where the first byte is that JSON wants a backslash before, of those that are shown.
std::size_t until_escaped(std::string_view text) {
  std::size_t i = 0;
  for (; i + sizeof(std::uint64_t) <= text.size(); i += sizeof(std::uint64_t)) {
    std::uint64_t eight = 0;
    std::memcpy(&eight, text.data() + i, sizeof eight);
    if ((zero_bytes(eight ^ each * '"') | zero_bytes(eight ^ each * '\\') | zero_bytes(eight ^ each * '\t')) != 0)
      break;
  }
  while (i < text.size() && text[i] != '"' && text[i] != '\\' && text[i] != '\t') ++i;
  return i;
}

// What follows the escape byte: ESC [ … letter, ESC ] … BEL or ESC \, ESC and one byte.
std::size_t sequence_length(std::string_view text) {
  if (text.size() < 2) return text.size();
  if (text[1] == '[') {
    std::size_t i = 2;
    while (i < text.size() && (text[i] < '@' || text[i] > '~')) ++i;
    return i < text.size() ? i + 1 : i;
  }
  if (text[1] == ']') {
    for (std::size_t i = 2; i < text.size(); ++i) {
      if (text[i] == '\a') return i + 1;
      if (text[i] == escape) return i + 1 < text.size() && text[i + 1] == '\\' ? i + 2 : i;
    }
    return text.size();
  }
  return 2;
}

void add_slowly(std::string_view text, std::string& out) {
  while (!text.empty()) {
    const char c = text.front();
    std::size_t length = 1;
    if (c == escape) {
      length = sequence_length(text);
    } else if (c == '\t' || (c >= 0x20 && c < 0x7f)) {
      out += c;
    } else if (static_cast<unsigned char>(c) >= 0x80) {
      length = utf8_length(text);
      out += length == 0 ? std::string_view{"\ufffd"} : text.substr(0, length);
      if (length == 0) length = 1;
    }
    text.remove_prefix(length);
  }
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

void add_shown(std::string_view line, std::string& out) {
  while (line.ends_with('\r')) line.remove_suffix(1);
  if (is_plain(line)) {
    out += line;
    return;
  }
  const auto painted = line.rfind('\r');
  if (painted != std::string_view::npos) line.remove_prefix(painted + 1);
  add_slowly(line, out);
}

void add_escaped(std::string_view text, std::string& out) {
  for (std::size_t end = until_escaped(text); end < text.size(); end = until_escaped(text)) {
    out += text.substr(0, end);
    out += '\\';
    out += text[end] == '\t' ? 't' : text[end];
    text.remove_prefix(end + 1);
  }
  out += text;
}

std::size_t time_length(std::string_view line) {
  constexpr std::string_view shape = "dddd-dd-ddTdd:dd:dd";
  if (line.size() <= shape.size()) return 0;
  for (std::size_t i = 0; i < shape.size(); ++i) {
    if (shape[i] == 'd' ? !is_digit(line[i]) : shape[i] != line[i]) return 0;
  }
  std::size_t end = shape.size();
  if (line[end] == '.') ++end;
  while (end < line.size() && is_digit(line[end])) ++end;
  if (end == line.size() || line[end] != 'Z') return 0;
  ++end;
  return end < line.size() && line[end] == ' ' ? end + 1 : end;
}

}  // namespace ra::logs
