#pragma once

#include <filesystem>
#include <string_view>

namespace ra::publish {

// A name to write a file under that is sent and gone again; below .release-action, which nobody commits.
std::filesystem::path sending_path(const std::filesystem::path& folder, std::string_view name);

}  // namespace ra::publish
