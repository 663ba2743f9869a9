#include "base/sha256.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "forge/github_parts.hpp"
#include "http/url.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace asio = boost::asio;

namespace ra::forge {

namespace {

constexpr std::size_t most_body = 125'000;  // GitHub: 422 "body is too long (maximum is 125000 characters)"
constexpr std::uintmax_t most_file = std::uintmax_t{2} << 30U;  // GitHub: each file must be under 2 GiB
constexpr std::size_t most_assets = 1'000;                      // GitHub: of one release
constexpr int upload_tries = 3;

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

// As GitHub keeps it: its editor ends lines with \r\n.
std::string plain_lines(std::string_view text) {
  std::string plain{text};
  std::erase(plain, '\r');
  while (plain.ends_with('\n')) plain.pop_back();
  return plain;
}

bool is_same(const Release& there, const ReleaseDraft& wanted) {
  return there.name == wanted.name && plain_lines(there.body) == plain_lines(wanted.body) &&
         there.draft == wanted.draft && there.prerelease == wanted.prerelease;
}

Asset read_asset(const json::Value& value) {
  Asset asset;
  asset.id = value["id"].as_int();
  asset.name = value["name"].as_string();
  asset.label = value["label"].as_string();
  asset.size = static_cast<std::uint64_t>(std::max<std::int64_t>(0, value["size"].as_int()));
  asset.digest = value["digest"].as_string();
  asset.uploaded = value["state"].as_string() == "uploaded";
  asset.link = value["browser_download_url"].as_string();
  return asset;
}

Result<Release> read_release(const json::Value& value, const std::string& what) {
  Release release;
  release.id = value["id"].as_int();
  release.tag = value["tag_name"].as_string();
  release.name = value["name"].as_string();
  release.body = value["body"].as_string();
  release.draft = value["draft"].as_bool();
  release.prerelease = value["prerelease"].as_bool();
  release.immutable = value["immutable"].as_bool();
  const std::string& upload = value["upload_url"].as_string();  // …/assets{?name,label}
  release.upload_url = upload.substr(0, upload.find('{'));
  release.link = value["html_url"].as_string();
  for (const auto& asset : value["assets"].items()) release.assets.push_back(read_asset(asset));
  if (release.id <= 0 || release.tag.empty()) {
    return error(Errc::internal, what + ": GitHub's answer is no release");
  }
  return release;
}

json::Value to_json(const ReleaseDraft& draft) {
  auto body = json::Value::object();
  body.set("tag_name", draft.tag).set("name", draft.name).set("body", draft.body);
  body.set("draft", draft.draft).set("prerelease", draft.prerelease);
  if (draft.latest_by_version && !draft.prerelease) body.set("make_latest", "legacy");
  if (!draft.target.empty()) body.set("target_commitish", draft.target);
  return body;
}

// "Two words.zip" is kept as "Two.words.zip".
std::string kept_name(std::string_view name) {
  std::string kept;
  for (const char c : name) {
    const bool plain = (c >= '0' && c <= '9') || is_letter(c) || c == '.' || c == '-' || c == '_' || c == '+';
    kept += plain ? c : '.';
  }
  return kept;
}

struct File {
  std::filesystem::path path;
  std::string name;
  std::string media_type;
  std::uintmax_t size = 0;
  std::string digest;
};

Result<File> look_at(const std::filesystem::path& path, const std::string& media_type) {
  std::error_code ec;
  File file{path, path.filename().string(), media_type, std::filesystem::file_size(path, ec), {}};
  if (ec) return error(Errc::config, fmt::format("cannot read {}: {}", path.string(), ec.message()));
  if (file.size >= most_file) {
    return error(Errc::config,
                 fmt::format("{} has {} bytes; a release takes files of less than 2 GiB", path.string(), file.size),
                 "split it, or publish it elsewhere");
  }
  RA_TRY_ASSIGN(const std::string sum, sha256_of_file(path));
  file.digest = "sha256:" + sum;
  return file;
}

class GithubReleases final : public Releases {
 public:
  explicit GithubReleases(const GithubRepository& repository) : repository_{repository} {}

  asio::awaitable<Result<std::optional<Release>>> of_tag(const std::string& tag) override {
    const std::string what = "release " + tag;
    const std::string path = repository_.path("/releases/tags/" + http::percent_encode(tag));
    RA_CO_TRY_ASSIGN(const auto published, co_await repository_.api.find(path, what));
    if (published) {
      RA_CO_TRY_ASSIGN(auto release, read_release(*published, what));
      co_return release;
    }
    // Drafts have no tag yet; only the list shows them.
    const std::string all = repository_.path("/releases");
    RA_CO_TRY_ASSIGN(const auto items, co_await repository_.api.list(all, what));
    for (const auto& item : items) {
      if (item["tag_name"].as_string() != tag) continue;
      RA_CO_TRY_ASSIGN(auto release, read_release(item, what));
      co_return release;
    }
    co_return std::nullopt;
  }

  asio::awaitable<Result<Release>> create(const ReleaseDraft& draft) override {
    const std::string what = "release " + draft.tag;
    RA_CO_TRY(fits(draft));
    RA_CO_TRY_ASSIGN(auto there, co_await of_tag(draft.tag));
    if (!there) {
      const std::string path = repository_.path("/releases");
      json::Value body = to_json(draft);
      const auto made = co_await repository_.api.write(http::Method::post, path, std::move(body), what);
      if (made) co_return read_release(*made, what);
      if (made.error().code != Errc::conflict && made.error().code != Errc::uncertain) co_return made.error();
      RA_CO_TRY_ASSIGN(there, co_await of_tag(draft.tag));
      if (!there) co_return made.error();
    }
    if (is_same(*there, draft)) co_return *std::move(there);
    co_return error(Errc::conflict, fmt::format("{} is there already, with other content: {}", what, there->link),
                    "edit or delete it by hand");
  }

  asio::awaitable<Result<Release>> edit(std::int64_t id, const ReleaseDraft& draft) override {
    const std::string what = "release " + draft.tag;
    RA_CO_TRY(fits(draft));
    const std::string path = repository_.path(fmt::format("/releases/{}", id));
    json::Value body = to_json(draft);
    RA_CO_TRY_ASSIGN(const auto answer,
                     co_await repository_.api.write(http::Method::patch, path, std::move(body), what));
    co_return read_release(answer, what);
  }

  asio::awaitable<Result<Asset>> upload(const Release& release, const std::filesystem::path& path,
                                        const std::string& media_type) override {
    RA_CO_TRY_ASSIGN(const File file, look_at(path, media_type));
    const std::string what = fmt::format("{} of release {}", file.name, release.tag);
    std::vector<Asset> assets = release.assets;
    for (int attempt = 1;; ++attempt) {
      const auto there = find(assets, file.name);
      if (there && there->uploaded) co_return compare(*there, file, what);
      if (release.immutable) {
        co_return error(Errc::conflict, what + ": the release is immutable, nothing can be added to it",
                        "upload to a draft and publish that");
      }
      if (there) RA_CO_TRY(co_await remove(there->id, what));
      if (assets.size() >= most_assets) {
        co_return error(Errc::config, fmt::format("{}: a release takes {} files", what, most_assets));
      }
      const std::string url = release.upload_url + "?name=" + http::percent_encode(file.name);
      const auto sent = co_await repository_.api.upload(url, file.path, file.media_type, what);
      if (sent) co_return compare(read_asset(*sent), file, what);
      const Errc code = sent.error().code;
      const bool maybe = code == Errc::conflict || code == Errc::uncertain || code == Errc::transient;
      if (!maybe || attempt == upload_tries) co_return sent.error();
      // It may be there, whole or as a stub (state "starter") that only stands in the way.
      RA_CO_TRY_ASSIGN(assets, co_await list(release.id, what));
    }
  }

 private:
  static Result<> fits(const ReleaseDraft& draft) {
    if (characters(draft.body) <= most_body) return {};
    return error(Errc::config,
                 fmt::format("the text of release {} has {} characters, GitHub takes {}", draft.tag,
                             characters(draft.body), most_body),
                 "shorten it, or link to a longer one");
  }

  static std::optional<Asset> find(const std::vector<Asset>& assets, const std::string& name) {
    const std::string kept = kept_name(name);
    for (const auto& asset : assets) {
      if (asset.name == name || asset.label == name || asset.name == kept) return asset;
    }
    return std::nullopt;
  }

  // Servers of before 2025 give no digest; then the size must do, and publishing fetches the file again anyway.
  static Result<Asset> compare(const Asset& there, const File& file, const std::string& what) {
    const bool same = there.digest.empty() ? there.size == file.size : there.digest == file.digest;
    if (same && there.uploaded) return there;
    return error(Errc::conflict,
                 fmt::format("{} is there with other content ({} bytes, {})", what, there.size, there.digest),
                 "it is not overwritten; delete it by hand if it is wrong");
  }

  asio::awaitable<Result<std::vector<Asset>>> list(std::int64_t release, std::string what) {
    const std::string path = repository_.path(fmt::format("/releases/{}/assets", release));
    RA_CO_TRY_ASSIGN(const auto items, co_await repository_.api.list(path, what));
    std::vector<Asset> all;
    for (const auto& item : items) all.push_back(read_asset(item));
    co_return all;
  }

  asio::awaitable<Result<>> remove(std::int64_t asset, std::string what) {
    const std::string path = repository_.path(fmt::format("/releases/assets/{}", asset));
    json::Value nothing;
    const auto removed = co_await repository_.api.write(http::Method::delete_, path, std::move(nothing), what);
    if (!removed && removed.error().code != Errc::not_found) co_return removed.error();
    co_return Result<>{};
  }

  const GithubRepository& repository_;
};

}  // namespace

std::unique_ptr<Releases> github_releases(const GithubRepository& repository) {
  return std::make_unique<GithubReleases>(repository);
}

}  // namespace ra::forge
