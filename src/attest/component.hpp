#pragma once

#include "base/error.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace ra::attest {

// One thing that is in an artifact, or the artifact itself.
struct Component {
  enum class Kind { library, application, file, container };
  Kind kind = Kind::file;
  std::string purl;   // github.com/package-url; empty: nobody has given it a name beyond its file
  std::string group;  // Maven's, npm's scope
  std::string name;
  std::string version;
  std::string path;  // in the artifact; "a.zip!/b.jar" of what is in an archive in it
  std::string sha1;  // hexadecimal; empty where it is no file
  std::string sha256;
  std::vector<std::string> licences;  // as it says itself; SPDX expressions where it knows such

  bool operator==(const Component&) const = default;
};

// What is in an artifact, in the order of the paths.
struct Inventory {
  Component artifact;
  std::vector<Component> parts;
};

// "pkg:maven/io.gravitee/gateway@3.16.0", with what must be escaped escaped; an empty `space` is left out.
std::string purl_of(std::string_view type, std::string_view space, std::string_view name, std::string_view version,
                    std::string_view qualifiers = {});

}  // namespace ra::attest
