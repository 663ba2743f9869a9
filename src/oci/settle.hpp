#pragma once

#include "oci/layout.hpp"

#include <string>
#include <vector>

namespace ra::oci {

// What another builder has left in a layout becomes as ours are: one image that is listed under `name`, a manifest for
// one platform or an index in the order of `platforms`, and no blob besides. What it has made for other platforms is
// let go, so are its notes on how it was built. An error (config) names a platform that it has left out.
Result<Descriptor> settle(Layout& layout, const std::vector<Platform>& platforms, const std::string& name);

}  // namespace ra::oci
