#include "base/files.hpp"
#include "base/hash.hpp"
#include "base/sha256.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "http/url.hpp"
#include "publish/maven_metadata.hpp"
#include "publish/maven_names.hpp"
#include "publish/maven_plugin.hpp"
#include "publish/maven_sums.hpp"
#include "publish/server.hpp"

#include <fmt/format.h>

#include <functional>

namespace asio = boost::asio;
namespace fs = std::filesystem;

// A Maven repository: any server that takes files by PUT, laid out as Maven 2 and 3 look for them. Files first, then
// their sums, and the metadata that people find them by at last: who is killed leaves nothing half-visible.
namespace ra::publish {

namespace {

using fetch::Coordinates;

constexpr std::uint64_t most_pom = std::uint64_t{4} << 20U;
constexpr int most_rounds = 6;  // of metadata that others change at the same time

struct MavenSettings {
  Coordinates coordinates;
  std::string pom;  // a file; empty: a minimal one
  std::vector<MavenSum> sums;
};

class Maven final : public Destination {
 public:
  Maven(const Access& access, MavenSettings settings)
      : server_{access}, clock_{access.clock}, folder_{access.folder}, settings_{std::move(settings)} {}

  Result<std::vector<Item>> prepare(std::vector<Item> items) override {
    std::vector<Item> kept;
    for (Item& item : items) {
      if (is_maven_sum(item.name)) continue;
      const MavenPart part = maven_part(item.name, of());
      for (const auto& [file, other] : parts_) {
        if (other != part) continue;
        return error(Errc::config,
                     fmt::format("{} and {} are both {}", file.filename().string(), item.name, of().file_name()),
                     "name one of them under `files`, or call them artifact-version-classifier.extension");
      }
      parts_[item.file] = part;
      if (part == MavenPart{.extension = "jar", .classifier = {}}) {
        RA_TRY_ASSIGN(plugin_, maven_plugin(item.file, of().artifact));
      }
      kept.push_back(std::move(item));
    }
    return kept;
  }

  asio::awaitable<Result<std::optional<std::string>>> look(const Item& item) override {
    if (!of().snapshot() || sent_.contains(item.file)) {
      const std::string url = address(item);
      auto there = co_await server_.sum(url);
      co_return there;
    }
    auto found = co_await newest(item);
    RA_CO_TRY_ASSIGN(const std::string url, std::move(found));
    auto looked = co_await server_.sum(url);
    RA_CO_TRY_ASSIGN(const auto there, std::move(looked));
    RA_CO_TRY_ASSIGN(const std::string ours, sha256_of_file(item.file));
    // Another content is the next deployment of the snapshot.
    if (there && *there == ours) {
      present_[item.file] = url;
      co_return there;
    }
    co_return std::optional<std::string>{};
  }

  asio::awaitable<Result<>> send(const Item& item) override {
    if (of().snapshot() && !deployment_) {
      const std::string metadata = metadata_url(item.where, 0);
      auto read = co_await server_.text(metadata);
      RA_CO_TRY_ASSIGN(const auto there, std::move(read));
      RA_CO_TRY_ASSIGN(deployment_, next_deployment(there ? there->text : "", clock_.wall()));
    }
    sent_[item.file] = parts_[item.file];
    const std::string url = address(item);
    const auto sent = co_await server_.put_file(url, item.file);
    if (!sent) co_return sent.error();
    auto summed = co_await sums_of_file(url, item.file);
    co_return summed;
  }

  asio::awaitable<Result<>> finish(const std::vector<Item>& items) override {
    if (items.empty()) co_return Result<>{};
    const std::string base = items.front().where;
    for (const Item& item : items) {
      const std::string url = address(item);
      const auto summed = co_await sums_of_file(url, item.file);
      if (!summed) co_return summed.error();
    }
    const Item& first = items.front();
    const auto described = co_await pom(first);
    if (!described) co_return described.error();
    if (of().snapshot()) {
      std::vector<MavenPart> parts;
      for (const auto& [file, part] : sent_) parts.push_back(part);
      const Change deploys = [&](std::string_view text) -> Result<std::optional<std::string>> {
        if (parts.empty()) return std::optional<std::string>{};
        return with_deployment(text, of(), *deployment_, parts);
      };
      const std::string of_snapshot = metadata_url(base, 0);
      const auto told = co_await change(of_snapshot, deploys);
      if (!told) co_return told.error();
    }
    const Change adds = [&](std::string_view text) { return with_version(text, of(), clock_.wall()); };
    const std::string of_artifact = metadata_url(base, 1);
    const auto told = co_await change(of_artifact, adds);
    if (!told) co_return told.error();
    if (!plugin_) co_return Result<>{};
    const Change lists = [&](std::string_view text) { return with_plugin(text, *plugin_); };
    const std::string of_group = metadata_url(base, 2);
    auto listed = co_await change(of_group, lists);
    co_return listed;
  }

  std::string address(const Item& item) const override {
    const auto present = present_.find(item.file);
    if (present != present_.end()) return present->second;
    const auto part = parts_.find(item.file);
    return part == parts_.end() ? item.where : url_of(item.where, part->second);
  }

 private:
  using Change = std::function<Result<std::optional<std::string>>(std::string_view)>;

  const Coordinates& of() const { return settings_.coordinates; }

  std::string url_of(const std::string& base, const MavenPart& part, const std::string& version) const {
    Coordinates named = of();
    named.packaging = part.extension;
    named.classifier = part.classifier;
    return http::join_url(base, named.folder() + "/" + named.file_name(version));
  }

  std::string url_of(const std::string& base, const MavenPart& part) const {
    return url_of(base, part, deployment_ ? deployment_->version(of()) : of().version);
  }

  // Of the version, or so many folders above it: the artifact's is one, the group's two.
  std::string metadata_url(const std::string& base, int above) const {
    std::string folder = of().folder();
    for (; above > 0; --above) folder.resize(folder.rfind('/'));
    return http::join_url(base, folder + "/maven-metadata.xml");
  }

  asio::awaitable<Result<std::string>> newest(const Item& item) {
    const std::string metadata = metadata_url(item.where, 0);
    auto read = co_await server_.text(metadata);
    RA_CO_TRY_ASSIGN(const auto there, std::move(read));
    const MavenPart part = parts_[item.file];
    Coordinates named = of();
    named.packaging = part.extension;
    named.classifier = part.classifier;
    std::string version = of().version;
    if (there) {
      RA_CO_TRY_ASSIGN(version, fetch::newest_deployment(named, there->text));
    }
    co_return url_of(item.where, part, version);
  }

  // What is to stand there and is not to change any more.
  asio::awaitable<Result<>> settle(const std::string& url, const std::string& text) {
    auto read = co_await server_.text(url);
    RA_CO_TRY_ASSIGN(const auto there, std::move(read));
    if (there) {
      // "SUM", and of some tools "SUM  NAME"
      const auto words = split(trim(there->text), ' ');
      if (there->text == text || words.front() == text) co_return Result<>{};
      co_return error(Errc::conflict, fmt::format("{} is there with other content", http::redact_url(url)),
                      "it is not overwritten: release another version, or take it away there by hand");
    }
    Server::Condition condition;
    condition.if_absent = true;
    const auto put = co_await server_.put_text(url, text, condition);
    if (!put) co_return put.error();
    co_return Result<>{};
  }

  asio::awaitable<Result<>> sums_of_file(const std::string& url, const fs::path& file) {
    for (const MavenSum& algorithm : settings_.sums) {
      RA_CO_TRY_ASSIGN(const std::string sum, hash_of_file(file, algorithm.hash));
      const std::string where = fmt::format("{}.{}", url, algorithm.name);
      const auto settled = co_await settle(where, sum);
      if (!settled) co_return settled.error();
    }
    co_return Result<>{};
  }

  Result<std::string> pom_text(const Item& item) const {
    if (settings_.pom.empty()) return minimal_pom(of(), plugin_ ? "maven-plugin" : of().packaging);
    const fs::path beside = item.file.parent_path() / settings_.pom;
    std::error_code ignored;
    return read_file(fs::exists(beside, ignored) ? beside : folder_ / settings_.pom, most_pom);
  }

  // The description of the artifact, unless one of the files is it. One that is there stays in place of a minimal one.
  asio::awaitable<Result<>> pom(const Item& item) {
    const MavenPart part{.extension = "pom", .classifier = {}};
    for (const auto& [file, other] : parts_) {
      if (other == part) co_return Result<>{};
    }
    if (of().snapshot() && !deployment_) co_return Result<>{};
    RA_CO_TRY_ASSIGN(std::string text, pom_text(item));
    const std::string url = url_of(item.where, part);
    if (settings_.pom.empty()) {
      auto read = co_await server_.text(url);
      RA_CO_TRY_ASSIGN(const auto there, std::move(read));
      if (there) text = there->text;
    }
    if (of().snapshot()) sent_["pom"] = part;
    const auto settled = co_await settle(url, text);
    if (!settled) co_return settled.error();
    for (const MavenSum& algorithm : settings_.sums) {
      const std::string where = fmt::format("{}.{}", url, algorithm.name);
      const std::string sum = sum_of_text(text, algorithm.hash);
      const auto summed = co_await settle(where, sum);
      if (!summed) co_return summed.error();
    }
    co_return Result<>{};
  }

  // Reads it, changes it and reads it again, until it says what it should: others may write it at the same time.
  asio::awaitable<Result<>> change(const std::string& url, const Change& change) {
    for (int i = 0; i < most_rounds; ++i) {
      auto read = co_await server_.text(url);
      RA_CO_TRY_ASSIGN(const auto there, std::move(read));
      const std::string text = there ? there->text : "";
      auto changed = change(text);
      if (!changed) co_return with_context(changed.error(), http::redact_url(url));
      if (!*changed) {
        auto summed = co_await metadata_sums(url, text);
        co_return summed;
      }
      Server::Condition condition;
      condition.if_absent = !there;
      // A weak one never matches (RFC 9110 13.1.1).
      if (there && !there->etag.starts_with("W/")) condition.if_match = there->etag;
      const std::string wanted = **changed;
      const auto put = co_await server_.put_text(url, wanted, condition);
      if (!put && put.error().code != Errc::uncertain) co_return put.error();
    }
    co_return error(Errc::unavailable, fmt::format("{} does not keep what is written to it", http::redact_url(url)),
                    "when others write it at the same time, run the same command again");
  }

  asio::awaitable<Result<>> metadata_sums(const std::string& url, const std::string& text) {
    if (text.empty()) co_return Result<>{};
    for (const MavenSum& algorithm : settings_.sums) {
      const std::string where = fmt::format("{}.{}", url, algorithm.name);
      const std::string sum = sum_of_text(text, algorithm.hash);
      auto read = co_await server_.text(where);
      RA_CO_TRY_ASSIGN(const auto there, std::move(read));
      if (there && trim(there->text).starts_with(sum)) continue;
      const Server::Condition always;
      const auto put = co_await server_.put_text(where, sum, always);
      if (!put) co_return put.error();
    }
    co_return Result<>{};
  }

  Server server_;
  const Clock& clock_;
  fs::path folder_;
  MavenSettings settings_;
  std::map<fs::path, MavenPart> parts_;
  std::map<fs::path, MavenPart> sent_;       // in this run
  std::map<fs::path, std::string> present_;  // of a snapshot: where the newest is, which is the same
  std::optional<MavenPlugin> plugin_;        // when the jar is one
  std::optional<Deployment> deployment_;     // of a snapshot, once something is sent
};

}  // namespace

Made maven_destination(const Access& access) {
  MavenSettings settings;
  RA_TRY_ASSIGN(settings.coordinates, fetch::parse_coordinates(access.setting("coordinates")));
  const std::string sums = access.setting("checksums");
  RA_TRY_ASSIGN(settings.sums, parse_maven_sums(sums.empty() ? "md5,sha1,sha256" : sums));
  settings.pom = access.setting("pom");
  return std::make_unique<Maven>(access, std::move(settings));
}

}  // namespace ra::publish
