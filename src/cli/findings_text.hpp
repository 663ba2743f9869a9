#pragma once

#include "model/finding.hpp"

#include <string>
#include <vector>

namespace ra::cli {

// One line a finding, worst first: "release.json:120:9: error: … [duplicate-component]", then its hint.
std::string findings_text(const std::vector<model::Finding>& findings, const std::string& file);

}  // namespace ra::cli
