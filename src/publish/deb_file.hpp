#pragma once

#include "pack/apt_package.hpp"

#include <filesystem>

namespace ra::publish {

// What a deb says of itself, and its sum. Anything else is an error (config).
Result<pack::DebFile> read_deb(const std::filesystem::path& path);

}  // namespace ra::publish
