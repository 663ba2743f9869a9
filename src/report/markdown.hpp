#pragma once

#include "report/document.hpp"

#include <string>

namespace ra::report {

// A document as GitHub Flavored Markdown. Everything a stranger wrote stands in code or is harmless.
std::string render_markdown(const Document& document);

// The key of a Marker as it stands in the page: without what could end the comment around it.
std::string key_in_marker(const Untrusted& key);

}  // namespace ra::report
