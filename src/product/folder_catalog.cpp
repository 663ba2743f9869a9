#include "base/file_lock.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "oci/layout.hpp"
#include "oci/reference.hpp"
#include "product/catalog.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace asio = boost::asio;
namespace fs = std::filesystem;

namespace ra::product {

namespace {

// index.json lists every product and every statement: more than a manifest may.
constexpr std::uint64_t most_index = std::uint64_t{256} << 20U;
constexpr std::size_t index_depth = 20;

std::string tag_of(const oci::Descriptor& one) {
  const auto found = one.annotations.find(oci::ref_name);
  return found == one.annotations.end() ? std::string{} : found->second;
}

class FolderCatalog final : public Catalog {
 public:
  explicit FolderCatalog(fs::path folder) : folder_{std::move(folder)} {}

  std::string text() const override { return "oci:" + folder_.string(); }

  asio::awaitable<Result<std::vector<std::string>>> tags() override {
    auto all = listed();
    if (!all) co_return all.error();
    std::vector<std::string> names;
    for (const auto& one : *all) {
      std::string tag = tag_of(one);
      if (oci::is_tag(tag)) names.push_back(std::move(tag));
    }
    co_return names;
  }

  asio::awaitable<Result<std::optional<oci::Stored>>> find(std::string wanted) override {
    auto found = look_for(wanted);
    co_return found;
  }

  asio::awaitable<Result<std::optional<std::string>>> read(std::string digest) override {
    auto text = read_blob(digest, most_read);
    co_return text;
  }

  asio::awaitable<Result<>> fetch(oci::Descriptor blob, fs::path to) override {
    auto copied = copy(blob, to);
    co_return copied;
  }

  asio::awaitable<Result<Answer>> put(std::string tag, Tag kind, Upload upload) override {
    auto done = put_now(tag, kind, upload);
    co_return done;
  }

  std::string link(const std::string& digest) const override {
    return "file://" + fs::absolute(path_of(digest)).lexically_normal().string();
  }

 private:
  fs::path path_of(const std::string& digest) const {
    return folder_ / "blobs" / "sha256" / digest.substr(digest.find(':') + 1);
  }

  Error damaged(const std::string& digest) const {
    return error(Errc::config, fmt::format("{} is not what its name says", path_of(digest).string()),
                 "somebody has changed the catalogue: take that file from a copy");
  }

  Result<std::vector<oci::Descriptor>> listed() const {
    const fs::path file = folder_ / "index.json";
    auto text = read_file(file, most_index);
    if (!text && text.error().code == Errc::not_found) return std::vector<oci::Descriptor>{};
    if (!text) return std::move(text).error();
    const auto parsed = json::parse(*text, {.max_depth = index_depth});
    if (!parsed || !(*parsed)["manifests"].is_array())
      return error(Errc::config, fmt::format("{} is no index of an OCI layout", file.string()));
    std::vector<oci::Descriptor> all;
    for (const auto& item : (*parsed)["manifests"].items()) {
      auto one = oci::descriptor_of(item);
      if (!one) return with_context(std::move(one).error(), file.string());
      all.push_back(*std::move(one));
    }
    return all;
  }

  Result<std::optional<std::string>> read_blob(const std::string& digest, std::uint64_t most) const {
    auto text = read_file(path_of(digest), most);
    if (!text && text.error().code == Errc::not_found) return std::optional<std::string>{};
    if (!text) return std::move(text).error();
    if (oci::digest_of(*text) != digest) return damaged(digest);
    return std::optional<std::string>{*std::move(text)};
  }

  Result<std::optional<oci::Stored>> look_for(const std::string& wanted) const {
    std::string digest = wanted;
    if (!oci::is_digest(wanted)) {
      RA_TRY_ASSIGN(const auto all, listed());
      const auto found = std::ranges::find(all, wanted, tag_of);
      if (found == all.end()) return std::optional<oci::Stored>{};
      digest = found->digest;
    }
    RA_TRY_ASSIGN(auto text, read_blob(digest, oci::most_document));
    if (!text) return std::optional<oci::Stored>{};
    RA_TRY_ASSIGN(auto stored, oci::stored(*std::move(text), {}));
    return std::optional<oci::Stored>{std::move(stored)};
  }

  Result<> copy(const oci::Descriptor& blob, const fs::path& to) const {
    const fs::path from = path_of(blob.digest);
    RA_TRY(ra::copy_file(from, to));
    Upload sum;
    RA_TRY_ASSIGN(const auto copied, add_file(sum, to, ""));
    if (copied.digest == blob.digest) return {};
    RA_TRY(remove_file(to));
    return damaged(blob.digest);
  }

  Result<> all_is_there(const Upload& upload) const {
    std::vector<oci::Descriptor> blobs = upload.manifest.document.layers;
    if (upload.manifest.document.config) blobs.push_back(*upload.manifest.document.config);
    for (const auto& blob : blobs) {
      std::error_code ignored;
      if (upload.contents.contains(blob.digest) || fs::exists(path_of(blob.digest), ignored)) continue;
      return error(Errc::internal, "nothing is known of " + blob.digest);
    }
    return {};
  }

  // Blobs lie under their sums before anybody is told of them; who tells of them first is settled by the lock.
  Result<Answer> put_now(const std::string& tag, Tag kind, const Upload& upload) {
    RA_TRY_ASSIGN(const FileLock lock, FileLock::take(folder_ / "lock"));
    RA_TRY_ASSIGN(auto layout, oci::Layout::create(folder_));
    RA_TRY_ASSIGN(auto all, listed());
    const auto there = std::ranges::find(all, tag, tag_of);
    if (there != all.end() && there->digest == upload.manifest.digest) return Answer::no;
    if (there != all.end() && kind == Tag::stays)
      return error(Errc::conflict, fmt::format("{}:{} has other content: {}, ours is {}", text(), tag, there->digest,
                                               upload.manifest.digest));
    RA_TRY(all_is_there(upload));
    for (const auto& [digest, content] : upload.contents) {
      if (content.file.empty()) {
        RA_TRY(layout.put(digest, content.bytes));
      } else if (std::error_code ignored; !fs::exists(path_of(digest), ignored)) {
        RA_TRY(ra::copy_file(content.file, path_of(digest)));
      }
    }
    RA_TRY(layout.put(upload.manifest.digest, upload.manifest.text));
    if (there != all.end()) all.erase(there);
    oci::Descriptor named = upload.manifest.descriptor();
    named.artifact_type = upload.manifest.document.artifact_type;
    named.annotations[oci::ref_name] = tag;
    all.push_back(std::move(named));
    RA_TRY(layout.list(all));
    return Answer::yes;
  }

  fs::path folder_;
};

}  // namespace

std::unique_ptr<Catalog> folder_catalog(fs::path folder) { return std::make_unique<FolderCatalog>(std::move(folder)); }

}  // namespace ra::product
