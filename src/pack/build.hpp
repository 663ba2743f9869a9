#pragma once

#include "base/error.hpp"
#include "pack/package.hpp"

#include <cstdint>
#include <filesystem>

namespace ra::pack {

struct BuildOptions {
  std::filesystem::path folder;  // what sources and scripts are relative to
  std::filesystem::path output;  // the folder for the package
  std::int64_t built_at = 0;     // seconds: SOURCE_DATE_EPOCH, or the time of the commit
  unsigned threads = 1;          // the package does not depend on it
};

struct BuiltPackage {
  std::filesystem::path path;
  std::uint64_t size = 0;
};

}  // namespace ra::pack
