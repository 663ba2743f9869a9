#pragma once

#include "base/error.hpp"

#include <string>
#include <string_view>

namespace ra::archive {

// Holds a member's name to what every reader takes in the same way: UTF-8, relative, "/" between its parts, none of
// which is empty, "." or "..", no backslash and no control byte. The error (config) names the member.
Result<> check_name(std::string_view name);

// A link that stays within the folder its archive is unpacked into, however other links of the archive lie: relative,
// and no higher than the folder of `name` is deep. ".." may begin the target and stand nowhere else, since behind the
// name of a link it would lead to the parent of where that link points.
Result<> check_link(std::string_view name, std::string_view target);

// Without the "./" before what `tar -C folder .` has found, and without the "/" behind a folder. "" is the folder
// itself.
std::string plain_name(std::string_view name);

// An error (config) about a member: "x" is …
Error refused(std::string_view name, std::string_view why);

// For messages: in quotation marks, on one line.
std::string in_quotes(std::string_view name);

}  // namespace ra::archive
