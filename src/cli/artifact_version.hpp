#pragma once

#include "cli/command.hpp"
#include "model/version.hpp"

#include <string>

namespace ra::cli {

// The version of what is packed and sent: `given`, as --release-version says it, else the manifest's. Errors are
// `usage` for the first and `config` for the second.
Result<model::Version> artifact_version(const Shell& shell, const std::string& given);

}  // namespace ra::cli
