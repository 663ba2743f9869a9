#pragma once

#include "base/error.hpp"
#include "pack/package.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace ra::pack {

// A script as it goes into a package.
struct ScriptText {
  std::string text;                                 // empty: there is none
  std::vector<std::string> interpreter{"/bin/sh"};  // with its arguments, from the line that begins with #!
};

Result<ScriptText> script_text(const Script& script, const std::filesystem::path& folder);

}  // namespace ra::pack
