#include "pack/xml_text.hpp"

#include "base/utf8.hpp"

#include <array>
#include <utility>

namespace ra::pack {

namespace {

constexpr std::array<std::pair<std::string_view, char>, 5> entities{
    {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}}};

std::string_view entity_of(char c) {
  for (const auto& [entity, character] : entities) {
    if (c == character && c != '\'') return entity;
  }
  return {};
}

}  // namespace

std::string xml_text(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t length = utf8_length(text);
    const bool control =
        static_cast<unsigned char>(text.front()) < 0x20 && text.front() != '\n' && text.front() != '\t';
    if (length == 0 || control) {
      out += '?';
    } else if (const auto entity = entity_of(text.front()); !entity.empty()) {
      out += entity;
    } else {
      out += text.substr(0, length);
    }
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return out;
}

std::string from_xml_text(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    std::size_t used = 1;
    char c = text.front();
    for (const auto& [entity, character] : entities) {
      if (!text.starts_with(entity)) continue;
      used = entity.size();
      c = character;
    }
    out += c;
    text.remove_prefix(used);
  }
  return out;
}

}  // namespace ra::pack
