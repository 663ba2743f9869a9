#pragma once

#include "base/environment.hpp"
#include "base/error.hpp"
#include "base/random.hpp"

#include <string>
#include <utility>
#include <vector>

namespace ra::event {

using Outputs = std::vector<std::pair<std::string, std::string>>;  // names of lower-case letters, digits and dashes

// Hands values to the later steps of the job, in the manner of the CI that this process runs in: $GITHUB_OUTPUT, or
// `export` lines in $BASH_ENV. Elsewhere nothing is written. The values may be a stranger's: none can make another
// output or command of itself.
Result<> write_outputs(const Environment& environment, const Outputs& outputs, const Random& random);

// The forms of one output, for tests and for whoever writes a file of their own.
std::string github_output(const std::string& name, const std::string& value, const std::string& delimiter);
std::string shell_export(const std::string& name, const std::string& value);

}  // namespace ra::event
