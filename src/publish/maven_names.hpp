#pragma once

#include "base/error.hpp"
#include "fetch/coordinates.hpp"

#include <string>
#include <string_view>
#include <vector>

// How files are called in a Maven repository.
namespace ra::publish {

// What tells the files of one version apart.
struct MavenPart {
  std::string extension;
  std::string classifier;

  friend bool operator==(const MavenPart&, const MavenPart&) = default;
  friend auto operator<=>(const MavenPart&, const MavenPart&) = default;
};

// Of a file that is called as Maven calls it (artifact-version-classifier.extension, and any .pom) its name says it;
// any other is what the coordinates say.
MavenPart maven_part(std::string_view file, const fetch::Coordinates& coordinates);

// A sum of another file, of which there are own ones in a repository.
bool is_maven_sum(std::string_view file);

}  // namespace ra::publish
