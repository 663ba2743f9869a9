#pragma once

#include "base/error.hpp"

#include <filesystem>
#include <string_view>

namespace ra {

// What the machine says when it cannot do something with a file: `doing` is "writing", `code` is errno.
Error io_error(std::string_view doing, const std::filesystem::path& path, int code);

}  // namespace ra
