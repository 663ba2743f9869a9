#pragma once

#include "versioning/reading.hpp"

namespace ra::versioning {

// The files of the commit that was read, with the plan's versions in them; only those whose text changes. Pure; done to
// its own result it changes nothing. `config` when a file does not say its version as the configuration tells.
Result<bump::Files> apply(const Reading& reading, const ReleasePlan& plan);

}  // namespace ra::versioning
