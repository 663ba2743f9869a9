#include "base/files.hpp"
#include "base/try.hpp"
#include "forge/github.hpp"
#include "http/url.hpp"
#include "model/version.hpp"
#include "publish/content_type.hpp"
#include "publish/destination.hpp"
#include "publish/sum.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace asio = boost::asio;

// A release on GitHub: a draft until all files are in it, and published then. What is published is not changed.
namespace ra::publish {

namespace {

constexpr std::uint64_t most_asset = std::uint64_t{2} << 30U;
constexpr std::uint64_t most_notes = std::uint64_t{4} << 20U;
constexpr std::string_view digest_prefix = "sha256:";

Result<bool> yes_or_no(const Access& access, const std::string& name, bool otherwise) {
  const std::string word = access.setting(name);
  if (word.empty() || word == "auto") return otherwise;
  if (word == "true" || word == "false") return word == "true";
  return error(Errc::config, fmt::format("`{}` of a GitHub release must be \"true\" or \"false\"", name));
}

// v3.1.0-rc.1, release/3.1.0-rc.1
bool is_prerelease(const std::string& tag) {
  const std::size_t digit = tag.find_first_of("0123456789");
  const auto version = model::Version::parse_with_build(tag.substr(std::min(digit, tag.size())));
  return version && version->text().find('-') != std::string::npos;
}

// GitHub keeps "Two words.zip" as "Two.words.zip".
bool is_named(const forge::Asset& asset, std::string name) {
  if (asset.name == name || asset.label == name) return true;
  const auto odd = [](char c) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    return !plain && c != '.' && c != '-' && c != '_' && c != '+';
  };
  std::ranges::replace_if(name, odd, '.');
  return asset.name == name;
}

Result<forge::ReleaseDraft> draft_of(const Access& access) {
  forge::ReleaseDraft draft;
  draft.tag = access.setting("tag");
  draft.name = access.setting("title");
  if (draft.name.empty()) draft.name = draft.tag;
  RA_TRY_ASSIGN(draft.prerelease, yes_or_no(access, "prerelease", is_prerelease(draft.tag)));
  draft.draft = true;
  draft.latest_by_version = true;
  const std::string notes = access.setting("notes");
  if (notes.empty()) return draft;
  RA_TRY_ASSIGN(draft.body, read_file(access.folder / notes, most_notes));
  return draft;
}

class GithubRelease final : public Destination {
 public:
  GithubRelease(const Access& access, github::ApiOptions options, forge::ReleaseDraft draft, bool stays_draft)
      : client_{access.client},
        clock_{access.clock},
        options_{std::move(options)},
        server_{access.environment.get("GITHUB_SERVER_URL")},
        draft_{std::move(draft)},
        stays_draft_{stays_draft} {
    if (server_.empty()) server_ = "https://github.com";
  }

  asio::awaitable<Result<std::optional<std::string>>> look(const Item& item) override {
    auto read = co_await release_of(item);
    if (!read) co_return read.error();
    if (!release_) co_return std::optional<std::string>{};
    const auto found =
        std::ranges::find_if(release_->assets, [&](const forge::Asset& asset) { return is_named(asset, item.name); });
    if (found == release_->assets.end() || !found->uploaded) co_return std::optional<std::string>{};
    if (found->digest.starts_with(digest_prefix))
      co_return std::optional<std::string>{found->digest.substr(digest_prefix.size())};
    auto sum = co_await read_sum(item, found->id);
    co_return sum;
  }

  asio::awaitable<Result<>> send(const Item& item) override {
    auto read = co_await release_of(item);
    if (!read) co_return read.error();
    if (!release_) {
      auto made = co_await forge_->releases().create(draft_);
      if (!made) co_return made.error();
      release_ = *std::move(made);
    }
    const std::string type = content_type_of(item.name);
    const forge::Release into = *release_;
    release_read_ = false;  // what it says after this is what counts
    const auto sent = co_await forge_->releases().upload(into, item.file, type);
    if (!sent) co_return sent.error();
    co_return Result<>{};
  }

  asio::awaitable<Result<>> finish(const std::vector<Item>& items) override {
    if (items.empty() || stays_draft_) co_return Result<>{};
    auto read = co_await release_of(items.front());
    if (!read) co_return read.error();
    if (!release_ || !release_->draft) co_return Result<>{};
    // GitHub would make a tag that is missing, of whatever the default branch is just then.
    const std::string ref = "refs/tags/" + draft_.tag;
    auto tag = co_await forge_->refs().get(ref);
    if (!tag) co_return tag.error();
    if (!*tag)
      co_return error(Errc::config, fmt::format("{} has no tag {}: its release stays a draft", repository_, draft_.tag),
                      "push the tag, then run it again");
    auto published = co_await turn(false);
    co_return published;
  }

  std::string address(const Item& item) const override {
    return fmt::format("{}/{}/releases/download/{}/{}", server_, item.where, http::percent_encode(draft_.tag),
                       http::percent_encode(item.name));
  }

  std::string undoing(const Item& item) const override {
    return fmt::format("makes the release {} of {} a draft again, which only those who may write see", draft_.tag,
                       item.where);
  }

  asio::awaitable<Result<>> undo(const Item& item) override {
    auto read = co_await release_of(item);
    if (!read) co_return read.error();
    if (!release_ || release_->draft) co_return Result<>{};
    if (release_->immutable)
      co_return error(Errc::conflict, fmt::format("release {} of {} is immutable", draft_.tag, item.where),
                      "delete it by hand, if it must be");
    auto taken_back = co_await turn(true);
    co_return taken_back;
  }

 private:
  // Read once, and again after something was sent.
  asio::awaitable<Result<>> release_of(const Item& item) {
    if (!forge_ || repository_ != item.where) {
      RA_CO_TRY_ASSIGN(forge_, forge::make_github(client_, item.where, options_, http::real_sleep(), clock_));
      repository_ = item.where;
      release_read_ = false;
    }
    if (release_read_) co_return Result<>{};
    auto found = co_await forge_->releases().of_tag(draft_.tag);
    if (!found) co_return found.error();
    release_ = *std::move(found);
    release_read_ = true;
    co_return Result<>{};
  }

  asio::awaitable<Result<>> turn(bool into_draft) {
    forge::ReleaseDraft next = draft_;
    next.draft = into_draft;
    auto turned = co_await forge_->releases().edit(release_->id, next);
    release_read_ = false;
    if (!turned) co_return turned.error();
    if (turned->draft != into_draft)
      co_return error(Errc::unavailable, fmt::format("release {} of {} did not change", draft_.tag, repository_));
    co_return Result<>{};
  }

  // Servers of before 2025 tell no sum.
  asio::awaitable<Result<std::optional<std::string>>> read_sum(const Item& item, std::int64_t asset) {
    Sum sum;
    http::Request request;
    request.url = fmt::format("{}/repos/{}/releases/assets/{}", options_.base_url, item.where, asset);
    request.headers.set("Accept", "application/octet-stream");
    request.headers.set("Authorization", "Bearer " + options_.token.reveal());
    request.into = &sum;
    request.timeout = longest_transfer;
    request.max_body = most_asset;
    const auto answer = co_await client_.send(request);
    if (!answer) co_return answer.error();
    if (answer->status == 404) co_return std::optional<std::string>{};
    if (answer->status != 200)
      co_return github::refusal(*answer, fmt::format("{} of release {}", item.name, draft_.tag));
    co_return std::optional<std::string>{sum.text()};
  }

  http::Client& client_;
  const Clock& clock_;
  github::ApiOptions options_;
  std::string server_;
  forge::ReleaseDraft draft_;
  bool stays_draft_;
  std::unique_ptr<forge::Forge> forge_;
  std::string repository_;
  std::optional<forge::Release> release_;
  bool release_read_ = false;
};

}  // namespace

Made github_release_destination(const Access& access) {
  github::ApiOptions options;
  options.token = access.token.empty() ? access.environment.secret("GITHUB_TOKEN") : access.token;
  if (options.token.empty())
    return error(Errc::unauthorized, "no GitHub token: the variable GITHUB_TOKEN is not set",
                 "in a workflow: `permissions: {contents: write}` and `env: {GITHUB_TOKEN: ${{ github.token }}}`");
  if (const std::string url = access.environment.get("GITHUB_API_URL"); !url.empty()) options.base_url = url;
  RA_TRY_ASSIGN(auto draft, draft_of(access));
  RA_TRY_ASSIGN(const bool stays_draft, yes_or_no(access, "draft", false));
  return std::make_unique<GithubRelease>(access, std::move(options), std::move(draft), stays_draft);
}

}  // namespace ra::publish
