#pragma once

#include "base/error.hpp"
#include "pack/package.hpp"

#include <cstdint>
#include <vector>

namespace ra::pack {

// What Debian Policy asks of every package (12.5, 12.7) below /usr/share/doc: a copyright file, of what the
// description says, and a changelog. As contents; what a package brings itself is its own affair.
Result<std::vector<Content>> deb_documents(const Package& package, std::int64_t built_at);

}  // namespace ra::pack
