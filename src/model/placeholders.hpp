#pragma once

#include "model/config.hpp"
#include "model/version.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace ra::model {

// Which placeholders a configured text may use, by where it is used (SPEC 2 lists all of them).
const std::vector<std::string>& branch_placeholders();   // branches.*
const std::vector<std::string>& project_placeholders();  // ci.project, ci.parameters

// {version} {major} {minor} {patch} {qualifier} of a released version, and {product} {edition} of the configuration.
Placeholders placeholders_of(const Version& version, const Config& config);

// An error when `text` uses a placeholder that is not in `known`, or a brace without its other half.
Result<> check_placeholders(std::string_view text, const std::vector<std::string>& known);

}  // namespace ra::model
