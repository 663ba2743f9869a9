#pragma once

#include "oci/descriptor.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ra::oci {

namespace media {
// image-spec, media-types.md; Docker's: distribution, manifest-v2-2.md.
constexpr const char* manifest = "application/vnd.oci.image.manifest.v1+json";
constexpr const char* index = "application/vnd.oci.image.index.v1+json";
constexpr const char* config = "application/vnd.oci.image.config.v1+json";
constexpr const char* layer = "application/vnd.oci.image.layer.v1.tar";
constexpr const char* layer_gzip = "application/vnd.oci.image.layer.v1.tar+gzip";
constexpr const char* layer_zstd = "application/vnd.oci.image.layer.v1.tar+zstd";
constexpr const char* empty = "application/vnd.oci.empty.v1+json";
constexpr const char* docker_manifest = "application/vnd.docker.distribution.manifest.v2+json";
constexpr const char* docker_list = "application/vnd.docker.distribution.manifest.list.v2+json";
constexpr const char* docker_config = "application/vnd.docker.container.image.v1+json";
constexpr const char* docker_layer = "application/vnd.docker.image.rootfs.diff.tar";
constexpr const char* docker_layer_gzip = "application/vnd.docker.image.rootfs.diff.tar.gzip";
}  // namespace media

// distribution-spec, "Pushing Manifests": registries should take at least 4 MiB, and ours ends there.
constexpr std::size_t most_document = std::size_t{4} << 20U;
// Docker runs no image of more than 127 layers; artifacts and lists of platforms have some more.
constexpr std::size_t most_entries = 2000;

// A manifest, or an index of several: what they have in common, and the one or the other list.
struct Document {
  bool is_index = false;
  std::string media_type;
  std::string artifact_type = {};
  std::optional<Descriptor> config = {};   // of a manifest
  std::vector<Descriptor> layers = {};     // of a manifest
  std::vector<Descriptor> manifests = {};  // of an index
  std::optional<Descriptor> subject = {};  // what it is about, as a signature is
  Annotations annotations = {};
};

// As it goes over the line: the same document gives the same bytes.
std::string to_text(const Document& document);

// What strangers sent. `media_type` is what was said of it beside it, and may be empty. Refused (config): what is no
// JSON, too large, of no known type, of another type than was said, both a manifest and an index (CVE-2021-41190), or
// has a descriptor that is none.
Result<Document> parse_document(std::string_view text, std::string_view media_type = {});

// A document and the bytes that it was read from: its digest hangs on these.
struct Stored {
  Document document;
  std::string text;
  std::string digest;

  Descriptor descriptor() const;
};
Stored stored(const Document& document);
Result<Stored> stored(std::string text, std::string_view media_type);

bool is_index_type(std::string_view media_type);
bool is_manifest_type(std::string_view media_type);

}  // namespace ra::oci
