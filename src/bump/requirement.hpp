#pragma once

#include "base/error.hpp"

#include <string>
#include <string_view>

namespace ra::bump {

// What one package asks of the version of another: "^1.2", "~1.2.3", ">=1, <3", "1.x || 2.x".
enum class Dialect {
  cargo,  // "1.2" means ^1.2; parts are separated by commas
  npm,    // "1.2" means 1.2.x, "1.2.3" itself; parts are separated by blanks, choices by ||
};

// False for what cannot be read too.
bool accepts(std::string_view requirement, std::string_view version, Dialect dialect);

// The same requirement for a new version: its prefix and its precision stay (^1.2 → ^1.5), unless a pre-release must be
// said in full. What is more than one comparison stays as it is when it accepts the version; an error otherwise.
// "*", a tag and the like stay.
Result<std::string> rewritten(std::string_view requirement, std::string_view version, Dialect dialect);

}  // namespace ra::bump
