#pragma once

#include "pack/build.hpp"

#include <string>

namespace ra::pack {

// "foo_1.2.3-1_all.deb".
Result<std::string> deb_file_name(const Package& package);

// Writes a deb of format 2.0. Each file is read once, and the same input gives the same bytes.
Result<BuiltPackage> write_deb(const Package& package, const BuildOptions& options);

}  // namespace ra::pack
