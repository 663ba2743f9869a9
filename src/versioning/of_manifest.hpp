#pragma once

#include "model/plan.hpp"
#include "versioning/release_plan.hpp"

namespace ra::versioning {

// The versions of a product come from its manifest, where people have written them: X.Y.Z-SNAPSHOT becomes X.Y.Z. The
// product alone gets a tag: its components are tagged in their own repositories.
ReleasePlan plan_of(const model::Plan& product);

// The manifest's text with these versions in it.
Result<std::string> apply(std::string_view manifest, const model::Plan& product);

}  // namespace ra::versioning
