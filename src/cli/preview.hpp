#pragma once

#include "changelog/changelog.hpp"
#include "versioning/preview.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace ra::cli {

// What merging a pull request would release, as far as it can be told beforehand.
struct Preview {
  versioning::Proposed proposed;
  versioning::Outcome decides;              // of the way in which it is merged most likely
  std::vector<versioning::Outcome> others;  // of other ways, where they lead to other versions
  std::string base_branch;
  git::Sha base;
  git::Sha head;
  model::VersioningConfig versioning;
  changelog::Style style;
};

// The outcomes of all ways that are open. The first one decides; those that lead to the same versions are left out.
void add_outcomes(Preview& preview, const std::vector<versioning::Merging>& ways);

// As a comment in GitHub Markdown, rendered with less detail until it fits into so many bytes. Pure.
std::string preview_markdown(const Preview& preview, std::size_t bytes);

}  // namespace ra::cli
