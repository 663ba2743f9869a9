#pragma once

#include <string>
#include <vector>

namespace ra::cli {

// A CI as a repository is set up for it (`init`). Those that keep no file in it are not among them. Their names stand
// in cli/registry.cpp alone.
struct CiSystem {
  std::string name;          // as ci.provider calls it
  std::string mark;          // the file or folder by which a repository shows that it uses it
  bool one_file = false;     // everything of it stands in that file: nothing can be put beside it
  bool forge_token = false;  // it gives each job a token of the forge, and a right to push
  std::string secrets_in;    // where people put secrets
};

const std::vector<CiSystem>& ci_systems();

}  // namespace ra::cli
