#pragma once

#include "bundle/content.hpp"
#include "cli/command.hpp"
#include "model/config.hpp"

#include <vector>

namespace ra::cli {

// Brings the pieces onto this machine: files and folders of the repository lie there, the others are fetched into
// `cache`, several at a time. In the order of `pieces`. All that cannot be had are named in one error.
Result<std::vector<bundle::Here>> bring(Shell& shell, const model::Config& config,
                                        const std::vector<bundle::Piece>& pieces, const std::filesystem::path& cache);

// The size of the last release's bundle, which `previous` names: a URL or a path.
Result<std::uint64_t> size_before(Shell& shell, const model::Config& config, const std::string& previous);

}  // namespace ra::cli
