#pragma once

#include "base/json.hpp"
#include "model/config.hpp"
#include "model/manifest.hpp"
#include "model/version.hpp"

#include <string>
#include <vector>

namespace ra::model {

struct PlannedComponent {
  std::string name;
  std::string version;          // 3.16.0-SNAPSHOT
  std::string release_version;  // 3.16.0
  std::string branch;           // master, or 3.16.x
  std::string repository;       // https page
  std::string clone_url;        // what git clones
  bool inherited = false;       // its version is the product's
};

struct PlannedSet {
  std::size_t index = 0;
  std::vector<PlannedComponent> components;  // may be empty
};

struct Plan {
  std::string file;  // the manifest's, for messages
  std::string product;
  std::string version;          // 3.16.0: what will be released
  std::string product_version;  // 3.16.0-SNAPSHOT: as in the manifest
  bool snapshot = false;
  std::string branch;            // of the release repository: where the manifest of this version lives
  std::vector<PlannedSet> sets;  // as many as buildDependencies
  struct Out {
    std::string name;
    std::string version;
    std::string why;  // "already released", "in no set and already released"
  };
  std::vector<Out> out;           // components that are not released, and why
  std::vector<Finding> findings;  // the manifest's and the plan's

  std::size_t to_release() const;
};

// What a version is released from: with patch 0 the main branch, with a later one its line's own. `config` for a
// pattern that is wrong.
Result<std::string> branch_of(const Version& version, const Config& config);

Plan make_plan(const Manifest& manifest, const Config& config);

// Names that a configuration may leave out. `product_slug` goes into git refs: the configured product, or the
// manifest's name in lower case with runs of other characters as one dash ("Gravitee.io" → "gravitee-io").
// `organisation` is the configured one, or the last part of scmHttpUrl, else of scmSshUrl.
std::string product_slug(const Manifest& manifest, const Config& config);
std::string organisation(const Manifest& manifest, const Config& config);

json::Value to_json(const Plan& plan);  // release-action/plan/1

}  // namespace ra::model
