#pragma once

#include "base/error.hpp"
#include "pack/package.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <filesystem>
#include <string>

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

// "foo-1.2.3-1.noarch.rpm".
Result<std::string> rpm_file_name(const Package& package);

// Writes an RPM of format 4, such as rpm 4.14 and later build and older ones read. Each file is read once, and the
// same input gives the same bytes. Signed when the package says with which key: by the user's gpg.
boost::asio::awaitable<Result<BuiltPackage>> write_rpm(const Package& package, const BuildOptions& options);

}  // namespace ra::pack
