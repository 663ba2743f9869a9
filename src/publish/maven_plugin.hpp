#pragma once

#include "publish/maven_metadata.hpp"

#include <filesystem>
#include <optional>
#include <string>

namespace ra::publish {

// What a jar says of itself when it is a plugin of Maven's; nothing when it is none, or no zip file.
Result<std::optional<MavenPlugin>> maven_plugin(const std::filesystem::path& jar, const std::string& artifact);

}  // namespace ra::publish
