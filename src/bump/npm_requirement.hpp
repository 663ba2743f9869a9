#pragma once

#include "base/error.hpp"

#include <string>
#include <string_view>

namespace ra::bump {

// What package.json asks of a package of this repository: a range, "workspace:^1.2.3", or "npm:other@^1.2.3".
struct NpmRequirement {
  std::string name;  // of the package that is asked for
  std::string_view before;
  std::string_view range;
  bool from_workspace = false;  // whatever the range says

  static NpmRequirement parse(std::string_view key, std::string_view text);

  // Would npm take this version of the workspace, and not one from the registry?
  bool means(std::string_view version) const;
};

// The requirement for a new version; what says no version (workspace:^, file:, a tag) stays as it is.
Result<std::string> npm_rewritten(std::string_view key, std::string_view text, std::string_view version);

}  // namespace ra::bump
