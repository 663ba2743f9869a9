#include "oci/base_image.hpp"

#include "base/try.hpp"

#include <algorithm>

namespace asio = boost::asio;

namespace ra::oci {

namespace {

// As containerd compares them (platforms/defaults): arm64 is v8, arm is v7.
std::string variant_of(const Platform& platform) {
  if (!platform.variant.empty()) return platform.variant;
  return platform.architecture == "arm64" ? "v8" : platform.architecture == "arm" ? "v7" : "";
}

bool same(const Platform& a, const Platform& b) {
  return a.os == b.os && a.architecture == b.architecture && variant_of(a) == variant_of(b);
}

asio::awaitable<Result<Base>> bring_one(Source& source, Stored manifest, Layout& layout) {
  const auto saved = co_await save(source, manifest, layout);
  if (!saved) co_return saved.error();
  RA_CO_TRY_ASSIGN(const std::string text, layout.read(*manifest.document.config));
  const auto config = json::parse(text, {.max_depth = 20});
  const bool fits = config && config->is_object() &&
                    (*config)["rootfs"]["diff_ids"].items().size() == manifest.document.layers.size();
  if (!fits) co_return error(Errc::config, "the base's configuration does not fit its layers");
  co_return Base{std::move(manifest.document), *config};
}

}  // namespace

const Descriptor* manifest_for(const std::vector<Descriptor>& manifests, const Platform& platform) {
  const auto found =
      std::ranges::find_if(manifests, [&](const auto& one) { return one.platform && same(*one.platform, platform); });
  return found == manifests.end() ? nullptr : &*found;
}

asio::awaitable<Result<std::map<Platform, Base>>> bring_base(Source& source, Stored root,
                                                             std::vector<Platform> platforms, Layout& layout) {
  std::map<Platform, Base> bases;
  if (!root.document.is_index) {
    auto base = co_await bring_one(source, root, layout);
    if (!base) co_return base.error();
    const json::Value& config = base->config;
    const Platform own{config["os"].as_string(), config["architecture"].as_string(), config["variant"].as_string()};
    for (const auto& platform : platforms) {
      if (same(own, platform)) bases.emplace(platform, *base);
    }
    co_return bases;
  }
  for (const auto& platform : platforms) {
    const Descriptor* found = manifest_for(root.document.manifests, platform);
    if (found == nullptr) continue;
    const Descriptor wanted = *found;
    auto manifest = co_await source.document(wanted);
    if (!manifest) co_return manifest.error();
    if (manifest->document.is_index) co_return error(Errc::config, "the base is an index that lists another index");
    auto base = co_await bring_one(source, *manifest, layout);
    if (!base) co_return base.error();
    bases.emplace(platform, *std::move(base));
  }
  co_return bases;
}

}  // namespace ra::oci
