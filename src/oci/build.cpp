#include "oci/build.hpp"

#include "archive/tar_writer.hpp"
#include "base/scratch_folder.hpp"
#include "base/try.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace ra::oci {

namespace {

using archive::Compression;

// The same kind of layer in both formats; Docker's has none that is packed by zstd.
constexpr std::array<std::pair<const char*, const char*>, 2> kinds{
    {{media::layer, media::docker_layer}, {media::layer_gzip, media::docker_layer_gzip}}};

Result<std::string> in_format(const std::string& type, Format format) {
  for (const auto& [oci, docker] : kinds) {
    if (type == oci || type == docker) return std::string{format == Format::oci ? oci : docker};
  }
  if (format == Format::oci) return type;
  return error(Errc::config, fmt::format("Docker's format has no layers of the type {}", type),
               "leave `format` at \"oci\", or `compression` at \"gzip\"");
}

const char* type_of(Compression compression) {
  switch (compression) {
    case Compression::none: return media::layer;
    case Compression::gzip: return media::layer_gzip;
    case Compression::zstd: return media::layer_zstd;
  }
  return media::layer;
}

struct MadeLayer {
  Descriptor descriptor;
  Past past;
};

class Builder {
 public:
  Builder(const Recipe& recipe, Layout& layout, archive::Workers& workers)
      : recipe_{recipe}, layout_{layout}, workers_{workers} {}

  Result<> make_layers() {
    RA_TRY_ASSIGN(const auto scratch, ScratchFolder::create(layout_.folder() / ".new"));
    for (const Layer& layer : recipe_.layers) {
      archive::TarOptions options;
      options.time = recipe_.time;
      options.compression = recipe_.compression;
      options.level = recipe_.level;
      options.digests = {archive::Hash::sha256};
      options.unpacked_sha256 = true;
      RA_TRY_ASSIGN(const auto made, archive::make_tar(layer.tree, scratch.path() / "layer", options, workers_));
      MadeLayer one;
      one.descriptor.digest = "sha256:" + made.digests.at(archive::Hash::sha256);
      one.descriptor.size = made.size;
      RA_TRY_ASSIGN(one.descriptor.media_type, in_format(type_of(recipe_.compression), recipe_.format));
      one.past = {layer.created_by, "sha256:" + made.unpacked_sha256};
      RA_TRY(layout_.take(one.descriptor.digest, made.path));
      layers_.push_back(std::move(one));
    }
    return {};
  }

  Result<Descriptor> manifest(const Platform& platform, const Base* base) {
    Document manifest;
    manifest.media_type = recipe_.format == Format::oci ? media::manifest : media::docker_manifest;
    if (recipe_.format == Format::oci) manifest.annotations = recipe_.annotations;
    if (base != nullptr) manifest.layers = base->manifest.layers;
    std::vector<Past> past;
    for (std::size_t i = 0; i < layers_.size(); ++i) {
      const auto& only = recipe_.layers[i].platforms;
      if (!only.empty() && std::ranges::find(only, platform) == only.end()) continue;
      manifest.layers.push_back(layers_[i].descriptor);
      past.push_back(layers_[i].past);
    }
    for (Descriptor& layer : manifest.layers) {
      RA_TRY_ASSIGN(layer.media_type, in_format(layer.media_type, recipe_.format));
    }
    const json::Value nothing;
    const auto& before = base == nullptr ? nothing : base->config;
    const std::string config = json::dump(config_of(before, recipe_.settings, platform, recipe_.time, past));
    manifest.config.emplace();
    manifest.config->media_type = recipe_.format == Format::oci ? media::config : media::docker_config;
    manifest.config->digest = digest_of(config);
    manifest.config->size = config.size();
    RA_TRY(layout_.put(manifest.config->digest, config));
    RA_TRY_ASSIGN(Descriptor descriptor, put(manifest));
    descriptor.platform = platform;
    return descriptor;
  }

  Result<Descriptor> index(std::vector<Descriptor> manifests) {
    Document index;
    index.is_index = true;
    index.media_type = recipe_.format == Format::oci ? media::index : media::docker_list;
    index.manifests = std::move(manifests);
    if (recipe_.format == Format::oci) index.annotations = recipe_.annotations;
    return put(index);
  }

 private:
  Result<Descriptor> put(const Document& document) {
    const Stored one = stored(document);
    RA_TRY(layout_.put(one.digest, one.text));
    return one.descriptor();
  }

  const Recipe& recipe_;
  Layout& layout_;
  archive::Workers& workers_;
  std::vector<MadeLayer> layers_;
};

}  // namespace

Result<Descriptor> build(const Recipe& recipe, const std::map<Platform, Base>& bases, const std::string& name,
                         Layout& layout, archive::Workers& workers) {
  Builder builder{recipe, layout, workers};
  RA_TRY(builder.make_layers());
  std::vector<Descriptor> manifests;
  for (const Platform& platform : recipe.platforms) {
    const auto base = bases.find(platform);
    if (!bases.empty() && base == bases.end())
      return error(Errc::config, fmt::format("the base image is not there for {}", platform.text()),
                   "leave the platform out of `platforms`, or take another base");
    RA_TRY_ASSIGN(auto one, builder.manifest(platform, base == bases.end() ? nullptr : &base->second));
    manifests.push_back(std::move(one));
  }
  Descriptor root = manifests.front();
  if (manifests.size() > 1) {
    RA_TRY_ASSIGN(root, builder.index(manifests));
  }
  root.annotations[ref_name] = name;
  RA_TRY(layout.list({root}));
  RA_TRY(layout.prune());
  return root;
}

}  // namespace ra::oci
