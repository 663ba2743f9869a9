#pragma once

#include "report/document.hpp"

#include <string>

namespace ra::report {

// A document as GitHub Flavored Markdown. Everything a stranger wrote stands in code or is harmless.
std::string render_markdown(const Document& document);

}  // namespace ra::report
