#pragma once

#include "base/error.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace ra::oci {

// distribution-spec, "Pull": [a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}
constexpr std::size_t most_tag = 128;
// distribution-spec, "Pull": clients limit the host, "/" and the name together.
constexpr std::size_t most_name = 255;

// What an image is called: registry/repository:tag@digest.
struct Reference {
  std::string registry = "docker.io";  // a host, with its port where that is said
  std::string repository;
  std::string tag;     // "" where there is none
  std::string digest;  // "sha256:…"; wins over the tag

  std::string name() const { return registry + "/" + repository; }
  std::string text() const;
  // What stands in the path of its manifest: the digest, else the tag, else "latest".
  std::string wanted() const;
};

// As people write it: without a registry it is Docker Hub's, and there without a folder it is library's. An error
// (usage) says what is wrong with it.
Result<Reference> parse_reference(std::string_view text);

bool is_tag(std::string_view text);
bool is_digest(std::string_view text);  // sha256 alone: no registry that we know of gives another

// Where its API is: https, but http for this machine. Docker Hub's is not where its name says.
std::string api_url(std::string_view registry);

}  // namespace ra::oci
