#pragma once

#include "base/error.hpp"

#include <filesystem>
#include <string>
#include <string_view>

namespace ra {

// In hexadecimal, small letters.
std::string sha256_of(std::string_view bytes);

// Reads the file once, a piece at a time.
Result<std::string> sha256_of_file(const std::filesystem::path& file);

}  // namespace ra
