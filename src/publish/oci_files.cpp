#include "publish/oci_files.hpp"

#include "base/sha256.hpp"
#include "base/try.hpp"
#include "publish/content_type.hpp"

#include <fmt/format.h>

namespace ra::publish {

namespace {

// image-spec, annotations.md
constexpr const char* title_key = "org.opencontainers.image.title";
constexpr const char* version_key = "org.opencontainers.image.version";

}  // namespace

Result<OciFiles> oci_files(const std::vector<Item>& items, const std::string& artifact_type,
                           const std::string& version) {
  OciFiles made;
  for (const Item& item : items) {
    oci::Descriptor& file = made.files[item.name];
    RA_TRY_ASSIGN(const std::string sum, sha256_of_file(item.file));
    file.digest = "sha256:" + sum;
    std::error_code ignored;
    file.size = std::filesystem::file_size(item.file, ignored);
    // RFC 6838 names alone: what a type is in detail is no part of it there.
    const std::string type = content_type_of(item.name);
    file.media_type = type.substr(0, type.find(';'));
    file.annotations[title_key] = item.name;
  }
  oci::Document artifact;
  artifact.media_type = oci::media::manifest;
  artifact.artifact_type = artifact_type;
  artifact.config = oci::Descriptor{oci::media::empty, oci::digest_of(oci_nothing), oci_nothing.size(), {}, {}, {}};
  for (const auto& [name, file] : made.files) artifact.layers.push_back(file);
  if (!version.empty()) artifact.annotations[version_key] = version;
  made.manifest = oci::stored(artifact);
  if (made.manifest.text.size() <= oci::most_document && made.files.size() <= oci::most_entries) return made;
  return error(Errc::config, fmt::format("{} files are too many for one artifact of a registry", items.size()),
               "give them several tags, such as one each: {file} in `to`");
}

std::optional<std::string> titled(const oci::Document& artifact, const std::string& name) {
  for (const auto& layer : artifact.layers) {
    const auto title = layer.annotations.find(title_key);
    if (title != layer.annotations.end() && title->second == name)
      return layer.digest.substr(layer.digest.find(':') + 1);
  }
  return std::nullopt;
}

}  // namespace ra::publish
