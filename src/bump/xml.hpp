#pragma once

#include "base/error.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ra::bump {

// An element of an XML file and where its text stands: as little as a pom.xml needs. No attributes.
struct XmlElement {
  std::string name;
  std::size_t at = 0;     // of its name
  std::string text;       // without the blanks around it, entities resolved; "" when it has elements within
  std::size_t begin = 0;  // of the text as it is written
  std::size_t end = 0;    // both are where a text would go when there is none
  bool writable = false;  // it has text alone, or nothing but a place for it: not <a/>, no comment, no CDATA
  std::vector<XmlElement> children;

  // The first child of this name; nullptr for none.
  const XmlElement* find(std::string_view child) const;
  // The text at the end of the path: nullptr when an element is missing.
  const XmlElement* find(std::string_view child, std::string_view grandchild) const;
};

// The root element. Nothing outside of the file is read and no entity is defined by it.
Result<XmlElement> parse_xml(std::string_view file, std::string_view text, std::size_t most);

}  // namespace ra::bump
