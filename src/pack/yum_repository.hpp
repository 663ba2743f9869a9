#pragma once

#include "base/error.hpp"
#include "pack/repository.hpp"
#include "pack/yum_package.hpp"

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

// The metadata of a yum (dnf) repository: repomd.xml and what it names. Read and written as texts.
namespace ra::pack {

struct YumRepository {
  std::vector<YumPackage> packages;
  std::string others;  // what repomd.xml says besides: groups, updates and modules, which are kept, and tags
};

// Which files repomd.xml names that are to be read.
Result<std::vector<std::string>> yum_metadata_paths(std::string_view repomd);

// Those of the files that repomd.xml names whose names begin with their sums: no other revision means something else by
// them.
std::set<std::string> yum_unique_files(std::string_view repomd);
bool is_yum_unique(std::string_view path);

// What the repository says of its packages now; empty when it has no repomd.xml yet. The elements are kept as they are:
// no package is read again, and what another tool has written stays. Files whose sums are wrong are errors.
Result<YumRepository> read_yum_repository(const RepositoryReader& read);

// Who a package is, as its element says: "gateway-0:3.1.0-1.x86_64". There is one of it in a repository.
std::string yum_identity(const YumPackage& package);

// Puts a package in, in place of the one at the same location.
void add_package(std::vector<YumPackage>& packages, YumPackage package);

// The files to write, repomd.xml last: until that is there, nothing has changed for anybody. The others have their sum
// in their names and take the place of no older ones. `revision` is also the time, in seconds.
Result<std::vector<RepositoryFile>> yum_metadata(YumRepository repository, const Compression& compression,
                                                 std::int64_t revision);

}  // namespace ra::pack
