#pragma once

#include "base/error.hpp"
#include "base/json.hpp"

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace ra::oci {

using Annotations = std::map<std::string, std::string>;

struct Platform {
  std::string os = "linux";
  std::string architecture;
  std::string variant;

  std::string text() const;  // linux/arm64, linux/arm/v7
  friend auto operator<=>(const Platform&, const Platform&) = default;
};

// "linux/amd64". An error is `usage`.
Result<Platform> parse_platform(std::string_view text);

// What is said of content that lies elsewhere (image-spec, descriptor.md).
struct Descriptor {
  std::string media_type;
  std::string digest;  // sha256:…
  std::uint64_t size = 0;
  std::optional<Platform> platform = {};
  std::string artifact_type = {};
  Annotations annotations = {};
};

json::Value to_json(const Descriptor& descriptor);

// Of strangers: an error (config) says what is wrong with it.
Result<Descriptor> descriptor_of(const json::Value& value);
Result<Annotations> annotations_of(const json::Value& value);
json::Value to_json(const Annotations& annotations);

// "sha256:" and the sum.
std::string digest_of(std::string_view bytes);

}  // namespace ra::oci
