#pragma once

#include <string>
#include <string_view>

// What is promised of texts, said a second time and in another way than src/ says it.
namespace ra::fuzz {

// RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF.
bool is_utf8(std::string_view text);

// GitHub's runner would take a line of this for a command of its own (ActionCommand.cs of github.com/actions/runner).
bool has_command(std::string_view text);

// One printable line, which is what an error's message is.
void hold_line(std::string_view text, std::string_view what);

}  // namespace ra::fuzz
