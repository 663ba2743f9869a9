#pragma once

#include "bump/bump.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

// What should be true of a repository before it is released. Pure: nothing is built, asked or read from disk.
namespace ra::bump {

struct HealthFinding {
  std::string file;
  std::size_t line = 0;  // 0: about no place in a file
  std::size_t column = 0;
  std::string message;
  std::string hint;
};

// What these packages, which are about to be released, depend on and nobody can have: a SNAPSHOT, a path that no
// registry knows, or a branch. `files` are as they will be released. Packages that are not published may.
Result<std::vector<HealthFinding>> snapshot_dependencies(const Files& files, const std::vector<Package>& released);

// Whoever names a licence gives its text too: beside the manifest, or in a folder above it. What names none, or is not
// published, may go without. One finding for a repository that has no such file at all.
Result<std::vector<HealthFinding>> licence_present(const Files& files, const std::vector<std::string>& paths,
                                                   const std::vector<Package>& released);

// The names of package files say one of these versions: app-1.2.3.zip, not app-1.2.2.zip. One that says no version at
// all is wrong only where package managers expect it: of a .crate, but not of app.zip.
std::vector<HealthFinding> package_says_version(const std::vector<std::string>& package_files,
                                                const std::vector<std::string>& versions);

}  // namespace ra::bump
