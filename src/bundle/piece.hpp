#pragma once

#include "model/config.hpp"
#include "model/finding.hpp"
#include "model/manifest.hpp"
#include "model/version.hpp"

#include <optional>
#include <string>
#include <vector>

namespace ra::bundle {

// One thing that goes into a bundle: a part, of one component where it hangs on them.
struct Piece {
  model::BundlePart part;     // its texts without braces
  std::string component;      // empty: it hangs on none
  std::string version;        // the component's, as the manifest says it
  std::string shown() const;  // "maven io.gravitee:…", for people
};

// A bundle of one version.
struct Chosen {
  std::string name;
  std::string file;
  std::vector<Piece> pieces;  // those of its bases come first
  std::vector<std::string> folders;
  std::vector<std::pair<std::string, std::uint32_t>> modes;
  std::vector<std::string> split;
  std::vector<std::string> holds;            // patterns
  std::vector<model::Component> components;  // that it may hold
  std::string previous;                      // with {previous} in it
  model::Version version;
};

// What the manifest makes of a bundle. Decides; reads nothing. An error (config) names the bundle and the part:
// patterns that name no component, a path that a version leads out of its folder.
Result<Chosen> choose(const model::Bundle& bundle, const model::Manifest& manifest, const model::Config& config);

}  // namespace ra::bundle
