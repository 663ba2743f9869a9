#include "bump/xml.hpp"

#include "base/json.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "bump/place.hpp"

#include <fmt/format.h>
#include <pugixml.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace ra::bump {

namespace {

constexpr std::size_t most_levels = 200;
constexpr std::size_t longest_entity = 12;  // &#x10ffff; with room for zeros
constexpr std::string_view xml_blanks = " \t\r\n";

// Nothing is decoded, normalised or trimmed, so that what pugixml holds is what stands in the file, at the offset that
// it tells. Comments and CDATA are kept to be seen.
constexpr unsigned raw =
    pugi::parse_minimal | pugi::parse_cdata | pugi::parse_comments | pugi::parse_pi | pugi::parse_declaration;

std::optional<std::string> utf8_of(std::uint32_t point) {
  std::string out;
  const auto tail = [&](unsigned shift) { out += static_cast<char>(0x80U | ((point >> shift) & 0x3fU)); };
  if (point == 0 || point > 0x10ffff || (point >= 0xd800 && point < 0xe000)) return std::nullopt;
  if (point < 0x80) return std::string(1, static_cast<char>(point));
  if (point < 0x800) {
    out += static_cast<char>(0xc0U | (point >> 6U));
  } else if (point < 0x10000) {
    out += static_cast<char>(0xe0U | (point >> 12U));
    tail(6);
  } else {
    out += static_cast<char>(0xf0U | (point >> 18U));
    tail(12);
    tail(6);
  }
  tail(0);
  return out;
}

// What stands for an entity: XML's own five, and characters by number.
std::optional<std::string> entity(std::string_view name) {
  struct Named {
    std::string_view name;
    std::string_view text;
  };
  constexpr std::array<Named, 5> known{{{"amp", "&"}, {"lt", "<"}, {"gt", ">"}, {"quot", "\""}, {"apos", "'"}}};
  for (const auto& one : known) {
    if (one.name == name) return std::string{one.text};
  }
  if (!name.starts_with('#')) return std::nullopt;
  name.remove_prefix(1);
  const bool hex = name.starts_with('x');
  if (hex) name.remove_prefix(1);
  std::uint32_t point = 0;
  const auto [end, ec] = std::from_chars(name.data(), name.data() + name.size(), point, hex ? 16 : 10);
  if (ec != std::errc{} || end != name.data() + name.size()) return std::nullopt;
  return utf8_of(point);
}

// As it stands when it names entities that we do not know: they may be in text that nobody asks for.
std::string decoded(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto amp = std::min(text.find('&'), text.size());
    out += text.substr(0, amp);
    text.remove_prefix(amp);
    if (text.empty()) break;
    const auto semicolon = text.substr(0, longest_entity).find(';');
    const auto known = semicolon == std::string_view::npos ? std::nullopt : entity(text.substr(1, semicolon - 1));
    out += known ? *known : "&";
    text.remove_prefix(known ? semicolon + 1 : 1);
  }
  return out;
}

class XmlReader {
 public:
  XmlReader(std::string_view file, std::string_view text) : file_{file}, text_{text} {}

  Result<XmlElement> read() {
    RA_TRY(check_encoding());
    pugi::xml_document document;
    const auto parsed = document.load_buffer(text_.data(), text_.size(), raw, pugi::encoding_utf8);
    if (!parsed) {
      std::string why = parsed.description();
      if (!why.empty()) why[0] = lower(why.substr(0, 1))[0];
      return error_at(file_, text_, static_cast<std::size_t>(std::max<std::ptrdiff_t>(parsed.offset, 0)),
                      "this is not XML: " + why, "mend the file so that it is XML");
    }
    RA_TRY(check_declared(document));
    return convert(document.document_element(), 1);
  }

 private:
  // UTF-16 has zero bytes, which are refused before.
  Result<> check_encoding() const {
    const bool utf16 = text_.starts_with("\xfe\xff") || text_.starts_with("\xff\xfe");
    if (!utf16) return {};
    return error_at(file_, text_, 0, "this is UTF-16", "save the file as UTF-8");
  }

  // Of other encodings those will do in which ASCII is ASCII, as only ASCII is written.
  Result<> check_declared(const pugi::xml_document& document) const {
    const auto declaration = document.first_child();
    std::string encoding =
        declaration.type() == pugi::node_declaration ? declaration.attribute("encoding").value() : "";
    encoding = lower(encoding);
    if (encoding.starts_with("iso-8859-") || encoding.starts_with("windows-125") || encoding == "us-ascii") return {};
    if (!encoding.empty() && encoding != "utf-8" && encoding != "utf8") {
      return error_at(file_, text_, 0, fmt::format("the encoding {}", encoding), "save the file as UTF-8");
    }
    const auto bad = find_bad_utf8(text_);
    if (!bad) return {};
    return error_at(file_, text_, *bad, "a byte that is not UTF-8", "save the file as UTF-8");
  }

  std::size_t offset(const pugi::xml_node& node) const {
    return static_cast<std::size_t>(std::max<std::ptrdiff_t>(node.offset_debug(), 0));
  }

  // Behind the start tag of an element that has no children; none when it ends in it.
  std::optional<std::size_t> inside_empty(std::size_t name) const {
    char quote = '\0';
    for (std::size_t i = name; i < text_.size(); ++i) {
      const char c = text_[i];
      if (quote != '\0') {
        if (c == quote) quote = '\0';
      } else if (c == '"' || c == '\'') {
        quote = c;
      } else if (c == '>') {
        return text_[i - 1] == '/' ? std::nullopt : std::optional{i + 1};
      }
    }
    return std::nullopt;
  }

  Result<XmlElement> convert(const pugi::xml_node& node, std::size_t level) const {
    XmlElement element;
    element.name = node.name();
    element.at = element.begin = element.end = offset(node);
    if (level > most_levels) {
      return error_at(file_, text_, element.at, fmt::format("nested deeper than {} levels", most_levels));
    }
    const auto only = node.first_child();
    if (only && !only.next_sibling() && only.type() == pugi::node_pcdata) {
      RA_TRY(take_text(element, offset(only), only.value()));
      return element;
    }
    for (const auto& child : node.children()) {
      if (child.type() != pugi::node_element) {
        element.text +=
            trim(child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata ? child.value() : "");
        continue;
      }
      RA_TRY_ASSIGN(auto converted, convert(child, level + 1));
      element.children.push_back(std::move(converted));
    }
    if (!element.children.empty()) element.text.clear();
    if (const auto at = only ? std::nullopt : inside_empty(element.at)) {
      // Blanks alone are no text to pugixml; they stand before what is written.
      element.begin = element.end = *at;
      element.writable = true;
    }
    return element;
  }

  Result<> take_text(XmlElement& element, std::size_t at, std::string_view value) const {
    if (text_.substr(at, value.size()) != value) {
      return error_at(file_, text_, element.at, fmt::format("cannot tell where the text of <{}> is", element.name));
    }
    const auto first = std::min(value.find_first_not_of(xml_blanks), value.size());
    const auto last = value.find_last_not_of(xml_blanks);
    element.begin = at + first;
    element.end = last == std::string_view::npos ? element.begin : at + last + 1;
    element.text = decoded(text_.substr(element.begin, element.end - element.begin));
    element.writable = true;
    return {};
  }

  std::string_view file_;
  std::string_view text_;
};

}  // namespace

const XmlElement* XmlElement::find(std::string_view child) const {
  const auto found = std::ranges::find(children, child, &XmlElement::name);
  return found == children.end() ? nullptr : &*found;
}

const XmlElement* XmlElement::find(std::string_view child, std::string_view grandchild) const {
  const XmlElement* found = find(child);
  return found == nullptr ? nullptr : found->find(grandchild);
}

Result<XmlElement> parse_xml(std::string_view file, std::string_view text, std::size_t most) {
  RA_TRY(check_text(file, text, most));
  return XmlReader{file, text}.read();
}

}  // namespace ra::bump
