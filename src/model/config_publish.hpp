#pragma once

#include <string>
#include <vector>

// Where what was made goes: the section "publish" of release-action.json.
namespace ra::model {

struct Destination {
  std::string name;
  std::string kind;                     // which ones there are is publish/'s to know
  std::string to;                       // URL or path, with {file} in it
  std::string dry_run_to;               // where a dry run sends it; empty: it looks, and sends nothing
  std::vector<std::string> files{"*"};  // names in the folder of artifacts, as patterns; one with ! takes away
  std::string user_variable;            // names of environment variables
  std::string password_variable;
};

// What may stand in braces in `to`.
const std::vector<std::string>& destination_placeholders();

}  // namespace ra::model
