#pragma once

#include "cli/command.hpp"
#include "model/artifact.hpp"

#include <string>
#include <string_view>
#include <vector>

// What the commands that make and send artifacts have in common.
namespace ra::cli {

// The names that somebody typed are among those that are configured; `what` is the word for one. The error is `usage`.
Result<> check_names(const std::vector<std::string>& typed, const std::vector<std::string>& known,
                     std::string_view what);

// The first one, and how many more there are; these were logged.
Error first_of(const std::vector<Error>& errors, std::string_view more);

// As a table, or as JSON.
void show(const Shell& shell, const std::vector<model::Artifact>& artifacts);

}  // namespace ra::cli
