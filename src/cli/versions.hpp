#pragma once

#include "cli/command.hpp"
#include "model/config.hpp"
#include "model/plan.hpp"
#include "versioning/reading.hpp"

#include <optional>

namespace ra::cli {

// What a release of this repository would be: of the packages in it, or of the product that its manifest tells of.
struct Versions {
  git::Sha commit;
  versioning::ReleasePlan plan;
  versioning::Reading reading;         // of packages; empty for a product
  std::optional<model::Plan> product;  // of a manifest
  std::string manifest;                // its path within the repository
};

struct VersionsOptions {
  std::string branch;      // empty: the one that is checked out
  std::string prerelease;  // identifier; empty: as the branch says
};

// The repository's own name: the last part of its remote, else of its folder.
std::string repository_name(const Result<std::string>& remote, const std::string& directory);

// Its manifest says which versions come next, not its commits.
bool is_product(const Shell& shell, const model::Config& config);

// From git alone: no token, no network. Errors are `config`; of a product with findings they were printed.
Result<Versions> read_versions(Shell& shell, const model::Config& config, const VersionsOptions& options);

// The files of that commit with the new versions in them, by path; only those that change.
Result<bump::Files> new_files(const Versions& versions);

}  // namespace ra::cli
