#pragma once

#include <cstddef>
#include <string>
#include <string_view>

// A log line as it goes into a record. Most lines are plain text, and these cost no more than being looked at once.
namespace ra::logs {

// Adds what a terminal would have shown of a line, as the inside of a JSON string needs it before add_escaped(): what a
// carriage return wrote over, ANSI sequences and other control bytes are gone, but for tabs; invalid UTF-8 is replaced.
void add_shown(std::string_view line, std::string& out);

// Adds the inside of a JSON string: quotes, backslashes and tabs are escaped. `text` is of add_shown().
void add_escaped(std::string_view text, std::string& out);

// The length of a time, RFC 3339, and the space behind it at the front of a line; 0 when there is none.
std::size_t time_length(std::string_view line);

}  // namespace ra::logs
