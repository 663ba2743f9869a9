#include "testresult/scrub.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace ra::testresult {

namespace {

using Byte = unsigned char;

constexpr std::size_t longest_reference = 12;  // &#x10FFFF; with room for zeros

bool is_control(unsigned c) { return c < 0x20 && c != '\t' && c != '\n' && c != '\r'; }

// Eight bytes of plain ASCII without controls and without '&', which is nearly all there is.
bool is_plain(const char* at) {
  std::uint64_t w = 0;
  std::memcpy(&w, at, sizeof w);
  constexpr std::uint64_t ones = 0x0101010101010101U;
  constexpr std::uint64_t highs = 0x8080808080808080U;
  const std::uint64_t below = (w - ones * 0x20) & ~w;  // high bit set where a byte < 0x20 (or after such a one)
  const std::uint64_t x = w ^ (ones * Byte{'&'});
  const std::uint64_t ampersand = (x - ones) & ~x;
  return ((below | ampersand | w) & highs) == 0;
}

// Length of the UTF-8 sequence at the front, 0 for none, `more` + 1 … when it may go on after the end.
struct Sequence {
  std::size_t length = 0;
  bool incomplete = false;
};
Sequence sequence_at(const Byte* at, std::size_t room) {
  const Byte lead = at[0];
  const std::size_t n = lead >= 0xc2 && lead < 0xe0   ? 2
                        : lead >= 0xe0 && lead < 0xf0 ? 3
                        : lead >= 0xf0 && lead < 0xf5 ? 4
                                                      : 0;
  if (n == 0) return {};
  for (std::size_t i = 1; i < n; ++i) {
    if (i >= room) return {0, true};
    const Byte c = at[i];
    Byte low = 0x80;
    Byte high = 0xbf;
    if (i == 1 && lead == 0xe0) low = 0xa0;
    if (i == 1 && lead == 0xf0) low = 0x90;
    if (i == 1 && lead == 0xed) high = 0x9f;
    if (i == 1 && lead == 0xf4) high = 0x8f;
    if (c < low || c > high) return {};
  }
  // U+FFFE and U+FFFF are valid UTF-8 and no XML: https://www.w3.org/TR/xml/#charsets
  if (lead == 0xef && at[1] == 0xbf && at[2] >= 0xbe) return {};
  return {n, false};
}

// A reference such as &#27; or &#x1b; becomes one to a space, of the same length.
// 0 when it is none, or the number of bytes looked at.
std::size_t mend_reference(char* at, std::size_t room) {
  if (room < 4 || at[1] != '#') return 0;
  const bool hex = at[2] == 'x';
  std::size_t i = hex ? 3 : 2;
  const std::size_t digits = i;
  std::uint32_t value = 0;
  for (; i < room && i < longest_reference && at[i] != ';'; ++i) {
    const char c = at[i];
    const bool decimal = c >= '0' && c <= '9';
    const bool letter = hex && ((c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'));
    if (!decimal && !letter) return 0;
    const std::uint32_t small = static_cast<std::uint32_t>(c) | 0x20U;
    const std::uint32_t digit = decimal ? static_cast<std::uint32_t>(c) - 0x30U : small - 0x61U + 10U;
    value = std::min<std::uint32_t>(value * (hex ? 16U : 10U) + digit, 0x110000);
  }
  if (i >= room || at[i] != ';' || i == digits) return 0;
  const bool surrogate = value >= 0xd800 && value < 0xe000;
  if (!is_control(value) && !surrogate && value != 0xfffe && value != 0xffff && value < 0x110000) return i + 1;
  std::fill(at + digits, at + i, '0');  // NUL is no better: now a tab or a space
  if (i - digits == 1) {
    at[digits] = '9';
  } else {
    at[i - 2] = hex ? '2' : '3';
    at[i - 1] = hex ? '0' : '2';
  }
  return i + 1;
}

void clean_utf16(char* data, std::size_t size, bool little) {
  for (std::size_t i = 0; i + 1 < size; i += 2) {
    char& low = data[little ? i : i + 1];
    const char high = data[little ? i + 1 : i];
    if (high == 0 && is_control(static_cast<Byte>(low))) low = ' ';
  }
}

std::string attribute(std::string_view text, std::string_view name) {
  const auto at = text.find(name);
  if (at == std::string_view::npos) return {};
  const auto open = text.find_first_of("\"'", at);
  if (open == std::string_view::npos) return {};
  const auto close = text.find(text[open], open + 1);
  return close == std::string_view::npos ? std::string{} : lower(text.substr(open + 1, close - open - 1));
}

}  // namespace

std::size_t Scrub::clean(char* data, std::size_t size, bool last) const {
  if (bytes_ == Bytes::utf16_little || bytes_ == Bytes::utf16_big) {
    const std::size_t whole = last ? size : size & ~std::size_t{1};
    clean_utf16(data, whole, bytes_ == Bytes::utf16_little);
    return whole;
  }
  for (std::size_t i = 0; i < size;) {
    if (i + 8 <= size && is_plain(data + i)) {
      i += 8;
      continue;
    }
    const auto c = static_cast<Byte>(data[i]);
    const std::size_t room = size - i;
    if (c == '&') {
      const bool open = std::memchr(data + i, ';', std::min(room, longest_reference)) == nullptr;
      if (open && room < longest_reference && !last) return i;
      i += std::max<std::size_t>(1, mend_reference(data + i, room));
      continue;
    }
    if (c < 0x80 || bytes_ == Bytes::one_byte) {
      if (is_control(c)) data[i] = ' ';
      ++i;
      continue;
    }
    const Sequence sequence = sequence_at(reinterpret_cast<const Byte*>(data + i), room);
    if (sequence.incomplete && !last) return i;
    if (sequence.length == 0) data[i] = '?';
    i += std::max<std::size_t>(1, sequence.length);
  }
  return size;
}

Encoding encoding_of(std::string_view start) {
  using namespace std::string_view_literals;
  if (start.starts_with("\xff\xfe"sv) || start.starts_with("<\0"sv)) return {Scrub::Bytes::utf16_little, nullptr};
  if (start.starts_with("\xfe\xff"sv) || start.starts_with("\0<"sv)) return {Scrub::Bytes::utf16_big, nullptr};
  if (start.starts_with("\xef\xbb\xbf"sv)) start.remove_prefix(3);
  if (!start.starts_with("<?xml")) return {};
  const std::string name = attribute(start.substr(0, start.find("?>")), "encoding");
  if (name.empty() || name == "utf-8" || name == "utf8") return {Scrub::Bytes::utf8, "UTF-8"};
  // .NET writes "utf-16" into strings that are then saved as UTF-8.
  if (name.starts_with("utf-16") || name.starts_with("ucs-2")) return {Scrub::Bytes::utf8, "UTF-8"};
  if (name == "us-ascii" || name == "ascii") return {Scrub::Bytes::one_byte, "ISO-8859-1"};
  return {Scrub::Bytes::one_byte, nullptr};
}

}  // namespace ra::testresult
