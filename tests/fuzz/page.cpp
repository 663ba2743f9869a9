#include "fuzz/page.hpp"

#include "base/runner_lines.hpp"
#include "fuzz/hold.hpp"
#include "fuzz/promises.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace ra::fuzz {

namespace {

std::string without_entities(std::string text) {
  constexpr std::array<std::pair<std::string_view, char>, 5> entities{
      {{"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&#39;", '\''}, {"&amp;", '&'}}};
  for (const auto& [entity, c] : entities) {
    for (auto at = text.find(entity); at != std::string::npos; at = text.find(entity, at + 1)) {
      text.replace(at, entity.size(), 1, c);
    }
  }
  return text;
}

bool is_our_tag(const std::string& tag, const IsOurs& is_ours) {
  constexpr std::array<std::string_view, 12> known{
      "<details>", "<details open>", "</details>", "<summary>", "</summary>", "<sub>",
      "</sub>",    "<code>",         "</code>",    "<b>",       "</b>",       "</a>"};
  if (std::ranges::find(known, tag) != known.end()) return true;
  if (tag.starts_with("<!-- release-action:")) return tag.find("--", 4) == tag.size() - 3;
  constexpr std::string_view link = "<a href=\"";
  if (!tag.starts_with(link) || !tag.ends_with("\">")) return false;
  const std::string url = tag.substr(link.size(), tag.size() - link.size() - 2);
  return url.find('"') == std::string::npos && is_ours(without_entities(url));
}

// What would tell somebody, or link to an issue of ours: @name. Our own words have a lone @.
bool has_mention(const std::string& text) {
  for (auto at = text.find('@'); at != std::string::npos; at = text.find('@', at + 1)) {
    if (at + 1 < text.size() && std::isalnum(static_cast<unsigned char>(text[at + 1])) != 0) return true;
  }
  return false;
}

}  // namespace

Gfm hold_markdown(const std::string& page, const IsOurs& is_ours) {
  hold(is_utf8(page), "a page is UTF-8", page);
  hold(std::ranges::none_of(page, [](char c) { return (c >= 0 && c < 0x20 && c != '\n') || c == 0x7f; }),
       "a page has no control characters", page);
  Gfm gfm = parse_gfm(page);
  hold(gfm.images == 0, "a page has no image", page);
  for (const auto& link : gfm.links) hold(is_ours(link), "links are ours", link);
  for (const auto& html : gfm.html) {
    for (const auto& tag : tags_of(html)) hold(is_our_tag(tag, is_ours), "tags are ours", tag);
  }
  hold(!has_mention(gfm.text), "nobody is mentioned", gfm.text);
  return gfm;
}

void hold_terminal(const std::string& text) {
  hold(is_utf8(text), "what a terminal gets is UTF-8", text);
  hold(std::ranges::none_of(text, [](char c) { return (c >= 0 && c < 0x20 && c != '\n') || c == 0x7f; }),
       "a terminal gets nothing that it obeys", text);
  hold(!has_command(without_commands(text)), "a runner finds no command", without_commands(text));
}

}  // namespace ra::fuzz
