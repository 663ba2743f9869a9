#pragma once

#include <string>
#include <string_view>
#include <vector>

// Text that GitHub's runner may read line by line. What its commands mean is cli/workflow_commands.hpp's to know.
namespace ra {

// Text with no command in it: a line that starts with :: and ##[ anywhere are broken up. Nothing else is changed.
std::string without_commands(std::string_view text);

// The lines of a secret that say something: what reads or writes line by line never sees more of it. Lines under
// 6 characters, as } of a JSON key, are left out.
std::vector<std::string> secret_lines(std::string_view secret);

}  // namespace ra
