#pragma once

#include "base/error.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace ra::aws {

// An element of an answer of S3 or STS, without attributes and namespaces.
struct Element {
  std::string name;
  std::string text;  // its own
  std::vector<Element> children;

  // The first child of this name, or an empty element: root["Error"]["Code"].text is "" when any part is missing.
  const Element& operator[](std::string_view child) const;
};

// The root. Nothing outside of the text is read, and it is not deeper than any answer is.
Result<Element> parse_xml(std::string_view text);

// As text again, as it was but for attributes and namespaces.
std::string to_xml(const Element& element);

std::string escape_xml(std::string_view text);

}  // namespace ra::aws
