#include "report/width.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>

namespace ra::report {

namespace {

struct Range {
  char32_t first;
  char32_t last;
};

// Unicode 15, EastAsianWidth.txt: W and F, neighbouring ranges of symbols merged.
constexpr std::array<Range, 37> wide{
    {{0x1100, 0x115f},  {0x231a, 0x231b}, {0x23e9, 0x23ec}, {0x23f0, 0x23f0}, {0x23f3, 0x23f3}, {0x25fd, 0x25fe},
     {0x2614, 0x2615},  {0x2648, 0x2653}, {0x267f, 0x267f}, {0x2693, 0x2693}, {0x26a1, 0x26a1}, {0x26aa, 0x26ab},
     {0x26bd, 0x26be},  {0x26c4, 0x26c5}, {0x26ce, 0x26ce}, {0x26d4, 0x26d4}, {0x26ea, 0x26ea}, {0x26f2, 0x26f5},
     {0x26fa, 0x26fa},  {0x26fd, 0x26fd}, {0x2705, 0x2705}, {0x270a, 0x270b}, {0x2728, 0x2728}, {0x274c, 0x274e},
     {0x2753, 0x2757},  {0x2795, 0x2797}, {0x27b0, 0x27bf}, {0x2b1b, 0x2b1c}, {0x2b50, 0x2b55}, {0x2e80, 0x303e},
     {0x3041, 0xa4cf},  {0xac00, 0xd7a3}, {0xf900, 0xfaff}, {0xfe30, 0xfe6f}, {0xff00, 0xff60}, {0x1f300, 0x1faff},
     {0x20000, 0x3fffd}}};

// Marks that stand on the character before them, and joiners.
constexpr std::array<Range, 7> none{{{0x0300, 0x036f},
                                     {0x0483, 0x0489},
                                     {0x0591, 0x05bd},
                                     {0x1ab0, 0x1aff},
                                     {0x200b, 0x200f},
                                     {0x20d0, 0x20ff},
                                     {0xfe00, 0xfe0e}}};

template <std::size_t n>
bool within(char32_t c, const std::array<Range, n>& ranges) {
  return std::ranges::any_of(ranges, [c](const Range& r) { return c >= r.first && c <= r.last; });
}

struct Character {
  std::string_view bytes;
  std::size_t width;
};

Character take(std::string_view& text, std::size_t before) {
  const auto lead = static_cast<unsigned char>(text[0]);
  const std::size_t n = std::min<std::size_t>(lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4, text.size());
  char32_t c = n == 1 ? lead : lead & (0xffU >> (n + 1));
  for (std::size_t i = 1; i < n; ++i) c = (c << 6U) | (static_cast<unsigned char>(text[i]) & 0x3fU);
  const std::string_view bytes = text.substr(0, n);
  text.remove_prefix(n);
  if (c < none.front().first) return {bytes, 1};
  if (c == 0xfe0f) return {bytes, before == 1 ? 1U : 0U};  // shown as an emoji, which is wide
  if (within(c, none)) return {bytes, 0};
  return {bytes, within(c, wide) ? 2U : 1U};
}

std::vector<Character> characters(std::string_view text) {
  std::vector<Character> out;
  std::size_t before = 0;
  while (!text.empty()) {
    out.push_back(take(text, before));
    before = out.back().width;
  }
  return out;
}

}  // namespace

std::size_t display_width(std::string_view text) {
  // Most texts are such, and tables measure thousands.
  if (std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; })) return text.size();
  std::size_t width = 0;
  for (std::size_t before = 0; !text.empty(); width += before) before = take(text, before).width;
  return width;
}

std::string fitted(std::string_view text, std::size_t width) {
  if (display_width(text) <= width) return std::string{text};
  if (width == 0) return {};
  const auto all = characters(text);
  std::string head;
  std::string tail;
  std::size_t left = width - 1;  // the ellipsis
  const std::size_t for_head = (left + 1) / 2;
  std::size_t used = 0;
  std::size_t i = 0;
  for (; i < all.size() && used + all[i].width <= for_head; ++i) {
    head += all[i].bytes;
    used += all[i].width;
  }
  for (std::size_t j = all.size(); j > i && used + all[j - 1].width <= left; --j) {
    tail.insert(0, all[j - 1].bytes);
    used += all[j - 1].width;
  }
  return head + "…" + tail;
}

std::string padded(std::string text, std::size_t width) {
  const std::size_t now = display_width(text);
  return now < width ? text.append(width - now, ' ') : text;
}

std::string padded_before(std::string text, std::size_t width) {
  const std::size_t now = display_width(text);
  return now < width ? text.insert(0, width - now, ' ') : text;
}

std::vector<std::string> wrapped(std::string_view text, std::size_t width) {
  width = std::max<std::size_t>(width, 2);  // room for one character at least
  std::vector<std::string> out{""};
  std::size_t used = 0;
  bool first = true;
  for (const auto word : split(text, ' ')) {
    const std::size_t w = display_width(word);
    if (used > 0 && used + 1 + w > width) {
      out.emplace_back();
      used = 0;
    } else if (!first) {
      out.back() += ' ';
      ++used;
    }
    first = false;
    for (const auto& c : characters(word)) {
      if (used + c.width > width) {
        out.emplace_back();
        used = 0;
      }
      out.back() += c.bytes;
      used += c.width;
    }
  }
  return out;
}

}  // namespace ra::report
