#pragma once

#include "model/finding.hpp"

#include <cstddef>
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

// A real manifest has 15 kB; a file that is larger than this is not one.
inline constexpr std::size_t max_manifest_bytes = std::size_t{16} * 1024 * 1024;

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
  std::size_t version_at = 0;                                   // of the product version's value, or the opening brace
  std::vector<std::vector<std::size_t>> build_dependencies_at;  // of each name in build_dependencies

  // Of its shape: invalid-json, invalid-shape, missing-version, null-version, malformed-version, duplicate-component.
  std::vector<Finding> findings;

  bool readable = false;  // false: not even JSON; only `findings` says something

  std::string ssh_repository(std::string_view component) const;
  std::string http_repository(std::string_view component) const;
};

// A text of more than max_manifest_bytes is one finding and is not looked into.
Manifest parse_manifest(std::string file, std::string text);

}  // namespace ra::model
