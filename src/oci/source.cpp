#include "oci/source.hpp"

#include "base/files.hpp"
#include "base/sha256.hpp"
#include "base/try.hpp"

#include <fmt/format.h>

namespace asio = boost::asio;

namespace ra::oci {

namespace {

class FromLayout final : public Source {
 public:
  FromLayout(Layout layout, std::vector<std::string> known) : layout_{std::move(layout)}, known_{std::move(known)} {}

  asio::awaitable<Result<Stored>> document(Descriptor manifest) override { co_return layout_.document(manifest); }

  asio::awaitable<Result<Content>> blob(Descriptor blob) override {
    if (layout_.has(blob)) co_return Content{layout_.path_of(blob.digest), {}};
    co_return error(Errc::not_found, fmt::format("{} lacks {}", layout_.folder().string(), blob.digest),
                    "build the image again");
  }

  std::vector<std::string> there(const std::string& registry) const override {
    std::vector<std::string> names;
    for (const auto& one : known_) {
      if (one.starts_with(registry + "/")) names.push_back(one.substr(registry.size() + 1));
    }
    return names;
  }

 private:
  Layout layout_;
  std::vector<std::string> known_;
};

class FromRegistry final : public Source {
 public:
  FromRegistry(Repository repository, Layout kept) : repository_{std::move(repository)}, kept_{std::move(kept)} {}

  asio::awaitable<Result<Stored>> document(Descriptor manifest) override {
    auto found = co_await repository_.manifest(manifest.digest);
    if (!found) co_return found.error();
    if (*found) co_return **std::move(found);
    co_return error(Errc::not_found, fmt::format("{} lacks {}", repository_.text(), manifest.digest));
  }

  asio::awaitable<Result<Content>> blob(Descriptor blob) override {
    Content content{kept_.path_of(blob.digest), {}};
    if (kept_.has(blob)) co_return content;
    const auto fetched = co_await repository_.fetch_blob(blob, content.file);
    if (!fetched) co_return fetched.error();
    co_return content;
  }

  std::vector<std::string> there(const std::string& registry) const override {
    if (registry == repository_.registry()) return {repository_.name()};
    return {};
  }

 private:
  Repository repository_;
  Layout kept_;
};

asio::awaitable<Result<>> save_blob(Source& source, Descriptor blob, Layout& layout) {
  if (layout.has(blob)) co_return Result<>{};
  const auto content = co_await source.blob(blob);
  if (!content) co_return content.error();
  if (layout.has(blob)) co_return Result<>{};  // it was fetched into this very layout
  // What lies on a disk may have been changed since it was put there.
  RA_CO_TRY_ASSIGN(const std::string sum, sha256_of_file(content->file));
  if ("sha256:" + sum != blob.digest)
    co_return error(Errc::config, fmt::format("{} is not what its name says", content->file.string()),
                    "fetch or make that image again");
  co_return ra::copy_file(content->file, layout.path_of(blob.digest));
}

}  // namespace

std::unique_ptr<Source> source_of(const Layout& layout, std::vector<std::string> known) {
  return std::make_unique<FromLayout>(layout, std::move(known));
}

std::unique_ptr<Source> source_of(const Repository& repository, const Layout& kept) {
  return std::make_unique<FromRegistry>(repository, kept);
}

asio::awaitable<Result<>> save(Source& source, Stored root, Layout& layout) {
  std::vector<Descriptor> blobs = root.document.layers;
  if (root.document.config) blobs.push_back(*root.document.config);
  for (const auto& blob : blobs) {
    const auto saved = co_await save_blob(source, blob, layout);
    if (!saved) co_return saved.error();
  }
  for (const auto& manifest : root.document.manifests) {
    auto child = co_await source.document(manifest);
    if (!child) co_return child.error();
    // An index in an index is held in no image that is run.
    if (child->document.is_index) co_return error(Errc::config, "an index lists another index");
    const auto saved = co_await save(source, *std::move(child), layout);
    if (!saved) co_return saved.error();
  }
  co_return layout.put(root.digest, root.text);
}

}  // namespace ra::oci
