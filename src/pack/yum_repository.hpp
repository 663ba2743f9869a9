#pragma once

#include "base/error.hpp"
#include "pack/package.hpp"
#include "pack/yum_package.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

// The metadata of a yum (dnf) repository: repomd.xml and what it names. Read and written as texts: whether they lie in
// a folder or in a bucket is the caller's affair.
namespace ra::pack {

struct RepositoryFile {
  std::string path;  // "repodata/….xml.gz"
  std::string bytes;
};

// A file of the repository by its path; not_found when it is not there.
using RepositoryReader = std::function<Result<std::string>(const std::string& path)>;

// What the repository says of its packages now; empty when it has no repomd.xml yet. The elements are kept as they are:
// no package is read again, and what another tool has written stays. Files whose sums are wrong are errors.
Result<std::vector<YumPackage>> read_yum_repository(const RepositoryReader& read);

// Puts a package in, in place of the one at the same location.
void add_package(std::vector<YumPackage>& packages, YumPackage package);

// The files to write, repomd.xml last: until that is there, nothing has changed for anybody. The others have their sum
// in their names and take the place of no older ones. `revision` is also the time, in seconds.
Result<std::vector<RepositoryFile>> yum_metadata(std::vector<YumPackage> packages, const Compression& compression,
                                                 std::int64_t revision);

}  // namespace ra::pack
