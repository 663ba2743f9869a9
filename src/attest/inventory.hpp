#pragma once

#include "archive/limits.hpp"
#include "attest/component.hpp"

#include <filesystem>

namespace ra::attest {

// Looks into an artifact, and into what is packed in it: zip and what is one by another name (jar, war), tar, tar.gz,
// tar.zst, crates and npm's packages, RPM and deb with a payload of gzip or zstd, and a folder that is an OCI layout.
// Jars are known by Maven's pom.properties, else by their manifest or their file's name; distributions' packages in the
// layers of an image by dpkg's and apk's records. Everything else is a file; of an image files are left out.
//
// What is packed is written into `scratch` to be looked into, one thing at a time, so that memory stays small. An
// archive in an archive that cannot be read is a file. An error (config) is the artifact's own.
Result<Inventory> take_inventory(const std::filesystem::path& artifact, const std::filesystem::path& scratch,
                                 const archive::Limits& limits = {});

}  // namespace ra::attest
