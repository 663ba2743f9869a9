#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ra {

// RFC 4648, with padding, in one line.
std::string base64_of(std::string_view bytes);

// Takes the same, with line ends in it or not; nothing when it is something else.
std::optional<std::string> from_base64(std::string_view text);

}  // namespace ra
