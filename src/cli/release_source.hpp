#pragma once

#include "cli/command.hpp"
#include "cli/inputs.hpp"
#include "git/repository.hpp"
#include "model/run.hpp"

#include <string>

namespace ra::cli {

// What a release starts from. A dry run takes the manifest of the work tree; a real release takes that of the
// remote branch, since what counts is what others see.
struct ReleaseSource {
  Inputs inputs;
  model::Plan plan;
  std::string manifest_path;  // in the release repository
  std::string branch;         // of the checkout; empty when detached or outside git
  std::string sha;            // commit of the manifest; empty outside git
  std::string link;           // page of the release repository; may be empty
  bool in_clone = false;
  std::string nothing_to_do;  // why not, when nothing is to be released; else empty
};

boost::asio::awaitable<Result<ReleaseSource>> find_source(const Globals& globals, git::Repository& repository,
                                                          Inputs inputs, model::Plan plan, model::Mode mode);

}  // namespace ra::cli
