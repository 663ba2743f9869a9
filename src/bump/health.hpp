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

// Released packages that depend on what is not: a SNAPSHOT, a path that no registry knows, or a branch. Packages that
// are SNAPSHOTs themselves, or not published, may.
Result<std::vector<HealthFinding>> snapshot_dependencies(const Files& files);

// Every package has a licence beside its manifest, or the repository has one at its root.
std::vector<HealthFinding> licence_present(const std::vector<std::string>& paths);

// The name of a package file says the version: app-1.2.3.zip, not app-1.2.30.zip.
std::vector<HealthFinding> package_contains_version(const std::vector<std::string>& package_files,
                                                    std::string_view version);

}  // namespace ra::bump
