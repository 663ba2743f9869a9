#pragma once

#include "base/json.hpp"

namespace ra::publish {

// A package.json whose short forms are written out, as npm does before it tells a registry of a package
// (docs.npmjs.com/cli/configuring-npm/package-json): persons, `bin`, `bugs` and `repository` as texts.
json::Value npm_manifest(json::Value manifest);

}  // namespace ra::publish
