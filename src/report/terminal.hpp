#pragma once

#include "report/document.hpp"
#include "report/render.hpp"

#include <string>

namespace ra::report {

// A document for a terminal; tables as columns, folds opened, links by their text.
std::string render_terminal(const Document& document, const TerminalStyle& style);

}  // namespace ra::report
