#pragma once

#include "versioning/release_plan.hpp"

namespace ra::versioning {

// A table of the components, and the digest that an approval names.
std::string plan_text(const ReleasePlan& plan);

// Every commit since the last release of one component, and what it calls for.
std::string explain(const Planned& planned, const Component& component, const Subject& subject,
                    const model::VersioningConfig& config);

}  // namespace ra::versioning
