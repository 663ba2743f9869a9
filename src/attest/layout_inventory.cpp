#include "attest/tar_visitors.hpp"
#include "base/files.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "base/try.hpp"

#include <fmt/format.h>

#include <set>

// An image: the layers of all that an OCI layout names (opencontainers/image-spec, image-layout.md and manifest.md).
namespace ra::attest {

namespace {

constexpr std::size_t most_document = std::size_t{4} << 20U;  // as registries hold manifests
constexpr std::size_t most_documents = 1000;

class Layout {
 public:
  Layout(Looker& looker, const std::filesystem::path& folder) : looker_{looker}, folder_{folder} {}

  // An index, or the manifest of one platform; each blob once, however often it is named.
  Result<> document(const std::filesystem::path& file) {
    if (++documents_ > most_documents) return error(Errc::config, "it names more manifests than an image has");
    RA_TRY_ASSIGN(const std::string text, read_file(file, most_document));
    const auto parsed = json::parse(text);
    if (!parsed) return error(Errc::config, fmt::format("{} is not JSON", file.filename().string()));
    for (const auto& manifest : (*parsed)["manifests"].items()) {
      RA_TRY_ASSIGN(const auto blob, blob_of(manifest));
      if (seen_.insert(blob.string()).second) RA_TRY(document(blob));
    }
    for (const auto& layer : (*parsed)["layers"].items()) {
      RA_TRY_ASSIGN(const auto blob, blob_of(layer));
      if (layer["mediaType"].as_string().find("tar") == std::string::npos) continue;
      if (!seen_.insert(blob.string()).second) continue;
      TarMembers visitor{looker_, ""};
      RA_TRY(archive::read_tar(blob, looker_.limits(), visitor));
    }
    return {};
  }

 private:
  Result<std::filesystem::path> blob_of(const json::Value& descriptor) const {
    const std::string& digest = descriptor["digest"].as_string();
    const bool plain = digest.starts_with("sha256:") && digest.size() == 71 &&
                       digest.find_first_not_of("0123456789abcdef", 7) == std::string::npos;
    if (!plain) return error(Errc::config, fmt::format("`{}` is no digest", one_line(digest, 80)));
    return folder_ / "blobs" / "sha256" / digest.substr(7);
  }

  Looker& looker_;
  std::filesystem::path folder_;
  std::set<std::string> seen_;
  std::size_t documents_ = 0;
};

}  // namespace

Result<std::string> digest_of_layout(const std::filesystem::path& folder) {
  RA_TRY_ASSIGN(const std::string text, read_file(folder / "index.json", most_document));
  const auto index = json::parse(text);
  const auto* manifests = index ? index->find("manifests") : nullptr;
  if (manifests == nullptr || manifests->items().empty())
    return error(Errc::config, fmt::format("{} names no image", (folder / "index.json").string()));
  const std::string& digest = manifests->items().front()["digest"].as_string();
  if (!digest.starts_with("sha256:"))
    return error(Errc::config, fmt::format("`{}` is no digest", one_line(digest, 80)));
  return digest.substr(7);
}

Result<> look_into_layout(Looker& looker, const std::filesystem::path& folder) {
  return Layout{looker, folder}.document(folder / "index.json");
}

}  // namespace ra::attest
