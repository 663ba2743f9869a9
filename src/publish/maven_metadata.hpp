#pragma once

#include "base/error.hpp"
#include "base/time.hpp"
#include "fetch/coordinates.hpp"
#include "publish/maven_names.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// maven-metadata.xml as Maven 3 reads and writes it (maven.apache.org/ref/3.8.7/maven-repository-metadata). What else
// stands in it is kept. No I/O.
namespace ra::publish {

// Of an artifact: which versions there are. "" for a text that is not there yet. Nothing when it names the version
// already. `latest` and `release` never go back to a lower version.
Result<std::optional<std::string>> with_version(std::string_view text, const fetch::Coordinates& of, WallTime now);

// One deployment of a snapshot.
struct Deployment {
  std::string timestamp;  // "20260101.120000"
  std::int64_t build = 0;

  std::string version(const fetch::Coordinates& of) const;  // "1.0.0-20260101.120000-3"
};

// The one that comes after what the text tells of.
Result<Deployment> next_deployment(std::string_view text, WallTime now);

// Of a snapshot's folder: which deployment holds the newest of each part. Nothing when it says so already.
Result<std::optional<std::string>> with_deployment(std::string_view text, const fetch::Coordinates& of,
                                                   const Deployment& deployment, const std::vector<MavenPart>& parts);

// A plugin of Maven's, as others call it: `mvn PREFIX:goal`.
struct MavenPlugin {
  std::string prefix;
  std::string artifact;
  std::string name;  // for people
};

// What META-INF/maven/plugin.xml in its jar says of it. An error (config): it is none.
Result<MavenPlugin> read_maven_plugin(std::string_view plugin_xml, const std::string& artifact);

// Of a group: which plugins there are. Nothing when it says so already. A `conflict`: the prefix leads to another one.
Result<std::optional<std::string>> with_plugin(std::string_view text, const MavenPlugin& plugin);

// The least that a pom.xml can say.
std::string minimal_pom(const fetch::Coordinates& of, const std::string& packaging);

}  // namespace ra::publish
