#pragma once

#include "oci/document.hpp"
#include "publish/destination.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

// Files as one artifact of a registry (image-spec, manifest.md, "Guidelines for Artifact Usage"): a layer for each,
// with its name as its title, as oras and others read it. No I/O besides reading the files.
namespace ra::publish {

struct OciFiles {
  oci::Stored manifest;
  std::map<std::string, oci::Descriptor> files;  // by name
};

// The same files make the same bytes.
Result<OciFiles> oci_files(const std::vector<Item>& items, const std::string& artifact_type,
                           const std::string& version);

// The SHA-256 of the file of that name; nothing when the artifact does not hold it.
std::optional<std::string> titled(const oci::Document& artifact, const std::string& name);

// Of every artifact: it has no configuration.
constexpr std::string_view oci_nothing = "{}";

}  // namespace ra::publish
