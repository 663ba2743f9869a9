#include "oci/layout.hpp"

#include "base/files.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "oci/reference.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <set>

namespace fs = std::filesystem;

namespace ra::oci {

namespace {

constexpr std::string_view marker = R"({"imageLayoutVersion":"1.0.0"})";
// How deep an index may list other indexes.
constexpr int most_nested = 4;

Result<> reached(const Layout& layout, const Descriptor& from, int depth, std::set<std::string>& found) {
  if (!found.insert(from.digest).second) return {};
  if (!is_index_type(from.media_type) && !is_manifest_type(from.media_type)) return {};
  if (depth > most_nested) return error(Errc::config, "the layout's indexes are nested too deep");
  RA_TRY_ASSIGN(const Stored stored, layout.document(from));
  if (stored.document.config) found.insert(stored.document.config->digest);
  for (const auto& layer : stored.document.layers) found.insert(layer.digest);
  for (const auto& manifest : stored.document.manifests) RA_TRY(reached(layout, manifest, depth + 1, found));
  return {};
}

}  // namespace

fs::path Layout::path_of(const std::string& digest) const {
  return folder_ / "blobs" / "sha256" / digest.substr(digest.find(':') + 1);
}

Result<Layout> Layout::create(fs::path folder) {
  Layout layout{std::move(folder)};
  std::error_code ignored;
  if (!fs::exists(layout.folder_ / "oci-layout", ignored)) RA_TRY(write_file(layout.folder_ / "oci-layout", marker));
  if (!fs::exists(layout.folder_ / "index.json", ignored)) RA_TRY(layout.list({}));
  RA_TRY(make_folder(layout.folder_ / "blobs" / "sha256"));
  return layout;
}

Result<Layout> Layout::open(fs::path folder) {
  Layout layout{std::move(folder)};
  auto text = read_file(layout.folder_ / "oci-layout", marker.size() * 10);
  if (!text && text.error().code == Errc::not_found)
    return error(Errc::not_found,
                 fmt::format("{} is no OCI layout: it has no file oci-layout", layout.folder_.string()));
  if (!text) return std::move(text).error();
  const auto parsed = json::parse(*text);
  if (!parsed || (*parsed)["imageLayoutVersion"].as_string() != "1.0.0")
    return error(Errc::config, fmt::format("{} is no OCI layout of version 1.0.0", layout.folder_.string()));
  return layout;
}

bool Layout::has(const Descriptor& blob) const {
  std::error_code ec;
  const auto size = fs::file_size(path_of(blob.digest), ec);
  return !ec && size == blob.size;
}

Result<> Layout::put(const std::string& digest, std::string_view bytes) {
  Descriptor blob;
  blob.digest = digest;
  blob.size = bytes.size();
  if (has(blob)) return {};
  return write_file(path_of(digest), bytes);
}

Result<> Layout::take(const std::string& digest, const fs::path& file) {
  std::error_code ignored;
  Descriptor blob;
  blob.digest = digest;
  blob.size = fs::file_size(file, ignored);
  if (has(blob)) return remove_file(file);
  return move_file(file, path_of(digest));
}

Result<std::string> Layout::read(const Descriptor& blob) const {
  RA_TRY_ASSIGN(std::string text, read_file(path_of(blob.digest), most_document));
  if (text.size() == blob.size && digest_of(text) == blob.digest) return text;
  return error(Errc::config, fmt::format("{} is not what its name says", path_of(blob.digest).string()),
               "remove the folder and make it again");
}

Result<Stored> Layout::document(const Descriptor& manifest) const {
  RA_TRY_ASSIGN(std::string text, read(manifest));
  return stored(std::move(text), manifest.media_type);
}

Result<std::vector<Descriptor>> Layout::listed() const {
  const fs::path file = folder_ / "index.json";
  RA_TRY_ASSIGN(const std::string text, read_file(file, most_document));
  auto document = parse_document(text, media::index);
  if (!document) return with_context(std::move(document).error(), file.string());
  return std::move(document->manifests);
}

Result<> Layout::list(const std::vector<Descriptor>& manifests) {
  Document index;
  index.is_index = true;
  index.media_type = media::index;
  index.manifests = manifests;
  return write_file(folder_ / "index.json", to_text(index));
}

Result<Descriptor> Layout::find(const std::string& name) const {
  RA_TRY_ASSIGN(const auto all, listed());
  if (name.empty() && all.size() == 1) return all.front();
  std::vector<std::string> names;
  for (const auto& one : all) {
    const auto found = one.annotations.find(ref_name);
    if (found == one.annotations.end()) continue;
    // Some write the whole reference there, as podman does.
    if (!name.empty() && (found->second == name || found->second.ends_with(":" + name) || one.digest == name))
      return one;
    names.push_back(one_line(found->second, 100));
  }
  return error(Errc::not_found,
               name.empty() ? fmt::format("{} holds {} images, and nothing says which", folder_.string(), all.size())
                            : fmt::format("{} holds no image `{}`", folder_.string(), one_line(name, 100)),
               names.empty() ? "" : fmt::format("there are {}", fmt::join(names, ", ")));
}

Result<> Layout::prune() const {
  RA_TRY_ASSIGN(const auto all, listed());
  std::set<std::string> found;
  for (const auto& one : all) RA_TRY(reached(*this, one, 0, found));
  std::vector<fs::path> others;
  std::error_code ignored;
  for (const auto& file : fs::directory_iterator{folder_ / "blobs" / "sha256", ignored}) {
    if (!found.contains("sha256:" + file.path().filename().string())) others.push_back(file.path());
  }
  for (const auto& file : others) RA_TRY(remove_file(file));
  return {};
}

}  // namespace ra::oci
