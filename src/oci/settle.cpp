#include "oci/settle.hpp"

#include "base/try.hpp"
#include "oci/base_image.hpp"

#include <fmt/format.h>

namespace ra::oci {

namespace {

// The manifests that the layout holds, each with its platform.
Result<std::vector<Descriptor>> made_in(const Layout& layout) {
  RA_TRY_ASSIGN(const Descriptor root, layout.find(""));
  RA_TRY_ASSIGN(Stored image, layout.document(root));
  if (image.document.is_index) return std::move(image.document.manifests);
  if (!image.document.config) return error(Errc::config, "it is no image: it has no configuration");
  RA_TRY_ASSIGN(const std::string text, layout.read(*image.document.config));
  const auto config = json::parse(text, {.max_depth = 20});
  if (!config) return error(Errc::config, "its configuration is no JSON");
  Descriptor own = image.descriptor();
  own.platform =
      Platform{(*config)["os"].as_string(), (*config)["architecture"].as_string(), (*config)["variant"].as_string()};
  return std::vector<Descriptor>{std::move(own)};
}

}  // namespace

Result<Descriptor> settle(Layout& layout, const std::vector<Platform>& platforms, const std::string& name) {
  RA_TRY_ASSIGN(const auto made, made_in(layout));
  Document index;
  index.is_index = true;
  index.media_type = media::index;
  for (const Platform& platform : platforms) {
    const Descriptor* found = manifest_for(made, platform);
    if (found == nullptr) return error(Errc::config, fmt::format("there is no image for {} in it", platform.text()));
    Descriptor manifest = *found;
    manifest.annotations.clear();
    index.manifests.push_back(std::move(manifest));
  }
  Descriptor root = index.manifests.front();
  if (platforms.size() > 1) {
    const Stored one = stored(index);
    RA_TRY(layout.put(one.digest, one.text));
    root = one.descriptor();
  }
  root.annotations[ref_name] = name;
  RA_TRY(layout.list({root}));
  RA_TRY(layout.prune());
  return root;
}

}  // namespace ra::oci
