#pragma once

#include "base/error.hpp"
#include "model/config.hpp"
#include "model/manifest.hpp"

#include <string>
#include <string_view>
#include <vector>

// A test bed: the repositories of a product once more, in an organisation where pipelines may go wrong.
namespace ra::testbed {

struct Repository {
  std::string url;                    // what git clones
  std::vector<std::string> branches;  // those that the manifests want, each once, in their order

  std::string name() const;          // the last part of its address, without .git
  std::string organisation() const;  // the part before it
};

// The repositories of all components of these manifests, whether they are to be released or not; sorted by address. The
// branch is the one that a release would be made from; of a component that is released already, its line's.
Result<std::vector<Repository>> inventory(const std::vector<model::Manifest>& manifests, const model::Config& config);

// As files and people keep them: an address and its branches on each line. Empty lines and those with # do not count.
std::string list_text(const std::vector<Repository>& repositories);
Result<std::vector<Repository>> parse_list(const std::string& file, const std::string& text);

// The same repository in another organisation. `config` when the address has no part that could be one.
Result<Repository> moved_to(const Repository& repository, std::string_view organisation);

}  // namespace ra::testbed
