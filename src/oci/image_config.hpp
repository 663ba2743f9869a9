#pragma once

#include "base/json.hpp"
#include "base/time.hpp"
#include "oci/descriptor.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

// The configuration of an image (image-spec, config.md): how it is run, and what it is made of.
namespace ra::oci {

// What is not said stays as the base has it.
struct Settings {
  std::optional<std::vector<std::string>> entrypoint;  // saying it forgets the base's cmd, as with Docker
  std::optional<std::vector<std::string>> cmd;
  std::map<std::string, std::string> env;
  std::map<std::string, std::string> labels;
  std::string user;
  std::string working_dir;
  std::string stop_signal;
  std::vector<std::string> ports;  // "8080/tcp"
  std::vector<std::string> volumes;
};

struct Past {
  std::string created_by;
  std::string diff_id;  // of the layer, before it was packed
};

// `base` is the base image's configuration, or null.
json::Value config_of(const json::Value& base, const Settings& settings, const Platform& platform, WallTime created,
                      const std::vector<Past>& layers);

}  // namespace ra::oci
