#pragma once

#include "archive/limits.hpp"
#include "base/error.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>

namespace ra::fuzz {

// Small, so that bombs are found by small inputs.
inline constexpr archive::Limits unpacking_limits{
    .most_bytes = 1U << 20U, .most_ratio = 50, .free_size = 1U << 12U, .most_members = 64};

// The file has the bytes while the call lasts.
using UnpackAs = std::function<Result<>(const std::filesystem::path& file, const std::filesystem::path& folder)>;

// Whether it became a folder in which all is and whose links lead nowhere else, or an error of one line and nothing.
bool hold_unpacked(const std::uint8_t* data, std::size_t size, const UnpackAs& unpack);

}  // namespace ra::fuzz
