#pragma once

#include "base/error.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace ra::model {

// Edits of release.json as text: only the bytes of the changed values change; key order, indent,
// final newline and unknown keys stay as they are. Each edit is idempotent.

struct ReleasedComponent {
  std::string name;
  std::string version;  // without -SNAPSHOT
};

// Sets `version` and `since` of each component (adding the keys where they are absent, in the file's own style).
Result<std::string> mark_released(std::string_view text, const std::vector<ReleasedComponent>& components,
                                  std::string_view since);

Result<std::string> set_product_version(std::string_view text, std::string_view version);

}  // namespace ra::model
