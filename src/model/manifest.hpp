#pragma once

#include "model/finding.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace ra::model {

// A component as it stands in release.json. Offsets are bytes of the manifest's text, for findings.
struct Component {
  std::string name;
  std::string version;  // as written; empty when absent, null or ""
  std::string since;
  std::size_t at = 0;          // of its opening brace
  std::size_t version_at = 0;  // of the version's value, or `at` when there is none
};

// release.json (DOMAIN 2). Reading never stops at the first defect: what can be read is read, and the
// rest are findings.
struct Manifest {
  std::string file;  // for messages
  std::string text;  // as it was read; edits start from it
  std::string name;
  std::string version;
  std::string scm_ssh_url;
  std::string scm_http_url;
  std::vector<Component> components;
  std::vector<Component> ee_components;
  std::vector<std::vector<std::string>> build_dependencies;
  std::vector<Finding>
      findings;  // of its shape: invalid-json, missing-version, null-version, malformed-version, duplicate-component

  bool readable = false;  // false: not even JSON; only `findings` says something
  std::string ssh_repository(std::string_view component) const;
  std::string http_repository(std::string_view component) const;
};

// At most 16 MiB is read; a real manifest has 15 kB.
Manifest parse_manifest(std::string file, std::string text);

}  // namespace ra::model
