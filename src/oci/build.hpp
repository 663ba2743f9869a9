#pragma once

#include "archive/compressor.hpp"
#include "archive/tree.hpp"
#include "archive/workers.hpp"
#include "base/time.hpp"
#include "oci/image_config.hpp"
#include "oci/layout.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ra::oci {

enum class Format { oci, docker };

struct Layer {
  archive::Tree tree;
  std::string created_by;           // for people: where it comes from
  std::vector<Platform> platforms;  // that have it; empty: all
};

// What an image is made of. The same recipe makes the same bytes, on any machine and any day.
struct Recipe {
  Settings settings;
  std::vector<Layer> layers;
  std::vector<Platform> platforms;  // one: a manifest; more: an index of manifests
  Format format = Format::oci;
  archive::Compression compression = archive::Compression::gzip;
  std::optional<int> level;
  WallTime time{};
  Annotations annotations;  // of the manifests and the index; Docker's format has none
};

// A base image's manifest and configuration for one platform. Its layers are in the layout already.
struct Base {
  Document manifest;
  json::Value config;
};

// Puts the image into the layout and lists it there under `name`, as the only one. An error (config): Docker's format
// with what it cannot hold, a base that lacks a platform.
Result<Descriptor> build(const Recipe& recipe, const std::map<Platform, Base>& bases, const std::string& name,
                         Layout& layout, archive::Workers& workers);

}  // namespace ra::oci
