#pragma once

#include "base/error.hpp"
#include "pack/rpm_reader.hpp"

#include <cstdint>
#include <string>

namespace ra::pack {

// What the metadata of a yum repository say of one package: an XML element for each of its three files.
struct YumPackage {
  std::string id;        // SHA-256 of the package
  std::string location;  // relative to the repository
  std::string primary;
  std::string filelists;
  std::string other;
};

// The same that createrepo_c says. `time` is that of the file, in seconds.
YumPackage yum_package(const RpmFile& file, const std::string& location, std::int64_t time);

}  // namespace ra::pack
