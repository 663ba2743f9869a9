#include "base/json.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "http/url.hpp"
#include "publish/npm_package.hpp"
#include "publish/sending_path.hpp"
#include "publish/server.hpp"

#include <fmt/format.h>

namespace asio = boost::asio;
namespace fs = std::filesystem;

// npm's registry and those like it (Verdaccio, GitHub Packages, Artifactory and Nexus for npm).
namespace ra::publish {

namespace {

// Of all versions of a package: some have thousands.
constexpr std::uint64_t most_packument = std::uint64_t{256} << 20U;
// What installs need of it (github.com/npm/registry, docs/responses/package-metadata.md).
constexpr const char* abbreviated = "application/vnd.npm.install-v1+json";

bool same_host(const std::string& a, const std::string& b) {
  const auto one = http::parse_url(a);
  const auto other = http::parse_url(b);
  return one && other && one->scheme == other->scheme && one->authority() == other->authority();
}

struct NpmSettings {
  std::string tag;
  std::string access;
};

class Npm final : public Destination {
 public:
  Npm(const Access& access, NpmSettings settings)
      : server_{access},
        folder_{access.folder},
        settings_{std::move(settings)},
        has_credentials_{!access.token.empty() || !access.password.empty()} {}

  Result<std::vector<Item>> prepare(std::vector<Item> items) override {
    for (const Item& item : items) {
      if (!item.name.ends_with(".tgz"))
        return error(Errc::config, fmt::format("{} is no package of npm", item.name),
                     R"(name them: "files": ["*.tgz"])");
      RA_TRY_ASSIGN(packages_[item.file], read_npm_package(item.file));
    }
    return items;
  }

  asio::awaitable<Result<std::optional<std::string>>> look(const Item& item) override {
    const NpmPackage& package = packages_.at(item.file);
    const std::string url = npm_url(item.where, package.name);
    auto asked = co_await packument(url, abbreviated);
    RA_CO_TRY_ASSIGN(const auto there, std::move(asked));
    if (!there) co_return std::optional<std::string>{};
    latest_[package.name] = (*there)["dist-tags"]["latest"].as_string();
    const json::Value* version = (*there)["versions"].find(package.version);
    if (version == nullptr) co_return std::optional<std::string>{};
    const std::string tarball = (*version)["dist"]["tarball"].as_string();
    const bool is_ours = same_host(tarball, item.where);
    auto sum = co_await server_.sum(tarball, is_ours);
    if (sum && !*sum)
      co_return error(Errc::unavailable, fmt::format("{} has {} {} and not its file", http::redact_url(url),
                                                     package.name, package.version));
    co_return sum;
  }

  asio::awaitable<Result<>> send(const Item& item) override {
    const NpmPackage& package = packages_.at(item.file);
    if (!has_credentials_)
      co_return error(Errc::unauthorized, fmt::format("nobody may publish {} without a token", package.name),
                      "set NPM_TOKEN, or the variable that `tokenEnv` names");
    NpmPublishing how;
    how.registry = item.where;
    how.tag = npm_tag(settings_.tag, package.version, latest_[package.name]);
    how.access = settings_.access;
    const fs::path where = sending_path(folder_, item.name);
    RA_CO_TRY_ASSIGN(const OutputFile document, npm_document(package, item.file, how, where));
    const std::string url = npm_url(item.where, package.name);
    http::Request request = server_.request(http::Method::put, url);
    request.headers.set("Content-Type", "application/json");
    request.body_file = document.temporary();
    const auto answer = co_await server_.client().send(request);
    if (!answer) co_return answer.error();
    if (answer->status / 100 == 2) co_return Result<>{};
    if (answer->headers.get("www-authenticate").find("OTP") != std::string_view::npos)
      co_return error(Errc::unauthorized, fmt::format("{} asks for a one-time password", http::redact_url(url)),
                      "use a granular or automation token that needs none");
    co_return refusal("sending", url, *answer);
  }

  std::string address(const Item& item) const override {
    const auto package = packages_.find(item.file);
    if (package == packages_.end()) return item.where;
    return fmt::format("{}/{}", npm_url(item.where, package->second.name), package->second.version);
  }

  std::string undoing(const Item& item) const override {
    const auto package = packages_.find(item.file);
    if (package == packages_.end()) return {};
    return fmt::format("deprecates {} {}: who installs it is warned", package->second.name, package->second.version);
  }

  asio::awaitable<Result<>> undo(const Item& item) override {
    const NpmPackage& package = packages_.at(item.file);
    const std::string url = npm_url(item.where, package.name);
    const std::string whole = url + "?write=true";  // npm's own way to ask for what is not out of a cache
    auto asked = co_await packument(whole, "application/json");
    RA_CO_TRY_ASSIGN(const auto there, std::move(asked));
    if (!there || (*there)["versions"].find(package.version) == nullptr)
      co_return error(Errc::not_found, fmt::format("{} {} is not there", package.name, package.version));
    json::Value document = *there;
    json::Value versions = document["versions"];
    json::Value version = versions[package.version];
    if (!version["deprecated"].as_string().empty()) co_return Result<>{};
    version.set("deprecated", "this release was taken back");
    versions.set(package.version, std::move(version));
    document.set("versions", std::move(versions));
    http::Request request = server_.request(http::Method::put, url);
    request.headers.set("Content-Type", "application/json");
    request.body = json::dump(document);
    const auto answer = co_await server_.client().send(request);
    if (!answer) co_return answer.error();
    if (answer->status / 100 != 2) co_return refusal("deprecating", url, *answer);
    co_return Result<>{};
  }

 private:
  asio::awaitable<Result<std::optional<json::Value>>> packument(const std::string& url, const char* form) {
    http::Request request = server_.request(http::Method::get, url);
    request.headers.set("Accept", form);
    request.headers.set("Cache-Control", "no-cache");
    request.max_body = most_packument;
    const auto answer = co_await server_.client().send(request);
    if (!answer) co_return answer.error();
    if (answer->status == 404) co_return std::optional<json::Value>{};
    if (answer->status != 200) co_return refusal("looking at", url, *answer);
    const std::string from = http::redact_url(url);
    auto parsed = json::parse_answer(answer->body, from);
    if (!parsed) co_return parsed.error();
    co_return std::optional<json::Value>{*std::move(parsed)};
  }

  Server server_;
  fs::path folder_;
  NpmSettings settings_;
  bool has_credentials_ = false;
  std::map<fs::path, NpmPackage> packages_;
  std::map<std::string, std::string> latest_;  // of each name: what the tag is on
};

}  // namespace

Made npm_destination(const Access& access) {
  NpmSettings settings;
  if (const auto found = access.settings.find("tag"); found != access.settings.end()) settings.tag = found->second;
  if (const auto found = access.settings.find("access"); found != access.settings.end())
    settings.access = found->second;
  if (!settings.access.empty() && settings.access != "public" && settings.access != "restricted")
    return error(Errc::config, fmt::format("`access` is `{}`", one_line(settings.access, 40)),
                 R"("public" or "restricted")");
  return std::make_unique<Npm>(access, std::move(settings));
}

}  // namespace ra::publish
