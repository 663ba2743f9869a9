#pragma once

#include <string>
#include <string_view>

namespace ra::testresult {

// What strangers wrote, without what could act on a reader: ANSI sequences, control characters, bidirectional
// overrides, invalid UTF-8.
std::string clean_line(std::string_view text);  // one line
std::string clean_text(std::string_view text);  // its lines, with their indents

}  // namespace ra::testresult
