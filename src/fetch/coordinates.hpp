#pragma once

#include "base/error.hpp"

#include <string>
#include <string_view>

namespace ra::fetch {

// group:artifact:version[:packaging[:classifier]], as Maven's own tools write them.
struct Coordinates {
  std::string group;
  std::string artifact;
  std::string version;
  std::string packaging = "jar";
  std::string classifier;

  bool snapshot() const { return version.ends_with("-SNAPSHOT"); }
  // In a repository of Maven 2's layout: "io/gravitee/x/1.0.0".
  std::string folder() const;
  // "x-1.0.0-sources.jar"; of a snapshot the version is that of one deployment, such as 1.0.0-20260101.120000-3.
  std::string file_name(std::string_view version) const;
  std::string file_name() const { return file_name(version); }
};

// An error is `config`: it has another number of parts, or one that is no name.
Result<Coordinates> parse_coordinates(std::string_view text);

// What maven-metadata.xml of a snapshot's folder says its newest deployment of that kind is: 1.0.0-20260101.120000-3.
// Without a word about it the version itself: repositories need not tell deployments apart.
Result<std::string> newest_deployment(const Coordinates& of, std::string_view metadata);

}  // namespace ra::fetch
