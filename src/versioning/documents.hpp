#pragma once

#include "versioning/release_plan.hpp"

namespace ra::versioning {

// Versions that people read, marked by a comment of the document's own kind: between two lines, or at the end of one.
//
//   <!-- release-action:version -->        or of a component by its name: <!-- release-action:version core -->
//   app = "1.2"
//   <!-- release-action:end -->
//
// Each version in there becomes the component's new one; 1.2 becomes major.minor, unless that is a pre-release. Without
// a name it is that of the component whose folder the document is in. Pure; gives only files whose text changed, and
// done to its own result it changes nothing. Errors are `config`, and name file:line:column.
Result<bump::Files> with_versions(const bump::Files& documents, const ReleasePlan& plan);

}  // namespace ra::versioning
