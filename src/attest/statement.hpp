#pragma once

#include "base/json.hpp"

#include <string>

// What is said of an artifact, in the form of in-toto's statements (in-toto.io/Statement/v1).
namespace ra::attest {

struct Subject {
  std::string name;
  std::string sha256;
};

// Where an artifact comes from. Nothing in it tells one run from another: the same commit, built again after a machine
// was lost, must say the same.
struct Origin {
  std::string repository;  // "https://github.com/gravitee-io/release"
  std::string commit;
  std::string product;
  std::string edition;
  std::string version;
  std::string builder;  // URI of who built it
  std::string tool;     // version of this program
};

json::Value statement_of(const Subject& subject, const std::string& predicate_type, json::Value predicate);

// slsa.dev/provenance/v1
json::Value provenance_of(const Subject& subject, const Origin& origin);

constexpr const char* cyclonedx_predicate = "https://cyclonedx.org/bom";
constexpr const char* spdx_predicate = "https://spdx.dev/Document";

}  // namespace ra::attest
