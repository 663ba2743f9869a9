#pragma once

#include <string>
#include <vector>

// What is said of what was made: the section "attest" of release-action.json.
namespace ra::model {

struct AttestConfig {
  enum class List { cyclonedx, spdx };
  std::vector<std::string> files{"*"};  // names in the folder of artifacts, as patterns; one with ! takes away
  std::vector<List> sbom{List::cyclonedx, List::spdx};
  std::string key_variable;  // names of environment variables; without a key nothing is signed
  std::string passphrase_variable;
  std::string gpg_key;       // its id, fingerprint or address in the user's gpg
  std::string gpg_key_file;  // or a file that has it
  std::string builder;       // URI of who builds; empty: told by the CI
};

}  // namespace ra::model
