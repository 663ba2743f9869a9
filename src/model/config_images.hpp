#pragma once

#include "model/config_bundles.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

// Container images: the section "images" of release-action.json.
namespace ra::model {

// One layer, of one thing that is placed as in a bundle.
struct ImageLayer {
  BundlePart part;
  std::optional<std::uint32_t> mode;  // of its files; else as they are: 0755 or 0644
  bool owned = false;
  std::uint32_t owner = 0;  // numbers: what they are called, the image says
  std::uint32_t group = 0;
  std::vector<std::string> platforms;  // that have it; empty: all
};

struct Image {
  std::string name;        // of the folder that it is made in
  std::string repository;  // "ghcr.io/owner/name"; empty: it is not pushed
  std::string base;        // an image, or "oci:FOLDER"; empty: nothing
  bool docker = false;     // Docker's format, not OCI's
  bool zstd = false;       // layers, else gzip
  std::vector<std::string> platforms{"linux/amd64"};
  std::vector<ImageLayer> layers;
  std::optional<std::vector<std::string>> entrypoint;
  std::optional<std::vector<std::string>> cmd;
  std::map<std::string, std::string> env;
  std::map<std::string, std::string> labels;
  std::string user;
  std::string working_dir;
  std::string stop_signal;
  std::vector<std::string> ports;
  std::vector<std::string> volumes;
  std::string source;         // URL of what it is made from, for people
  std::string edition;        // empty: the configuration's
  std::string variant;        // "debian": its tags end so
  std::string user_variable;  // names of environment variables
  std::string password_variable;
};

}  // namespace ra::model
