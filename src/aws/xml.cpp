#include "aws/xml.hpp"

#include "base/try.hpp"

#include <pugixml.hpp>

namespace ra::aws {

namespace {

constexpr int deepest = 20;

std::string local_name(std::string_view name) { return std::string{name.substr(name.find(':') + 1)}; }

Result<Element> read(const pugi::xml_node& node, int depth) {
  if (depth > deepest) return error(Errc::internal, "the answer is deeper than any that there is");
  Element element{local_name(node.name()), node.text().get(), {}};
  for (const auto& child : node.children()) {
    if (child.type() != pugi::node_element) continue;
    RA_TRY_ASSIGN(auto one, read(child, depth + 1));
    element.children.push_back(std::move(one));
  }
  return element;
}

}  // namespace

const Element& Element::operator[](std::string_view child) const {
  static const Element nothing;
  for (const auto& one : children) {
    if (one.name == child) return one;
  }
  return nothing;
}

Result<Element> parse_xml(std::string_view text) {
  pugi::xml_document document;
  const auto parsed = document.load_buffer(text.data(), text.size());
  if (!parsed || !document.document_element()) return error(Errc::transient, "the answer is truncated or not XML");
  return read(document.document_element(), 1);
}

std::string to_xml(const Element& element) {
  std::string inner = element.children.empty() ? escape_xml(element.text) : "";
  for (const auto& child : element.children) inner += to_xml(child);
  return "<" + element.name + ">" + inner + "</" + element.name + ">";
}

std::string escape_xml(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '&': escaped += "&amp;"; break;
      case '<': escaped += "&lt;"; break;
      case '>': escaped += "&gt;"; break;
      case '"': escaped += "&quot;"; break;
      default: escaped += c;
    }
  }
  return escaped;
}

}  // namespace ra::aws
