#pragma once

#include "pack/apt_package.hpp"
#include "pack/apt_release.hpp"
#include "pack/repository.hpp"

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

// The metadata of one component of one suite of an apt repository. Read and written as texts.
namespace ra::pack {

struct AptPlace {
  std::string suite;      // "stable"
  std::string component;  // "main"
  std::vector<std::string> architectures;

  std::string folder() const { return "dists/" + suite + "/"; }
};

// A package for all architectures is listed with each of them: every apt reads that, while `binary-all` alone is read
// only by those from 1.1 on, and by no debootstrap.
struct AptRepository {
  AptRelease release;
  std::map<std::string, std::vector<AptPackage>> packages;  // by the architecture under which they are listed
  std::set<std::string> changed;                            // architectures whose lists are to be written
};

// Which files Release names that are to be read, one for each architecture: below the repository.
Result<std::vector<std::string>> apt_metadata_paths(std::string_view release, const AptPlace& place);

// Lists of this component under the names of their sums, as Release names them, where the suite has such.
std::set<std::string> apt_unique_files(std::string_view release, const AptPlace& place);
bool is_apt_unique(std::string_view path, const AptPlace& place);

// What there is, by the text of Release or InRelease; empty for "". What others have written stays: other components,
// other fields, packages as they are described.
Result<AptRepository> read_apt_repository(std::string_view release, const AptPlace& place,
                                          const RepositoryReader& read);

// Who is there by this name; nothing when nobody is.
const AptPackage* find_package(const AptRepository& repository, const std::string& identity);

// Lists for the architectures of the place that are not there yet.
void add_architectures(AptRepository& repository, const AptPlace& place);

void add_package(AptRepository& repository, const AptPackage& package);  // in place of the one that is called so
void remove_package(AptRepository& repository, const std::string& identity);

// The files to write: lists of packages under the names of their sums and under their own, and Release last. Sets the
// fields that a suite must have.
Result<std::vector<RepositoryFile>> apt_metadata(AptRepository& repository, const AptPlace& place,
                                                 const std::vector<Compression>& compressions, WallTime now);

}  // namespace ra::pack
