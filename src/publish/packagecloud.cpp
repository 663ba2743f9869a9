#include "base/base64.hpp"
#include "base/json.hpp"
#include "base/sha256.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "http/url.hpp"
#include "model/version.hpp"
#include "publish/content_type.hpp"
#include "publish/destination.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <vector>

namespace asio = boost::asio;

// A repository of packages at packagecloud.io (packagecloud.io/docs/api).
namespace ra::publish {

namespace {

constexpr int most_pages = 1000;
constexpr std::size_t page_size = 250;

// {"filename":["has already been taken"]}: fields and what is wrong with them; or {"error":"…"}.
std::string reasons_of(const http::Response& answer) {
  const auto body = json::parse(answer.body);
  if (!body) return {};
  std::string all;
  for (const auto& member : body->members()) {
    const auto& items = member.value.items();
    const std::string said = items.empty() ? member.value.as_string() : items.front().as_string();
    if (said.empty()) continue;
    if (!all.empty()) all += "; ";
    all += member.key == "error" ? said : member.key + " " + said;
  }
  return one_line(all, 300);
}

Error refusal(const std::string& doing, const http::Response& answer) {
  std::string what = fmt::format("{}: packagecloud answers {}", doing, answer.status);
  if (const std::string reasons = reasons_of(answer); !reasons.empty()) what += fmt::format(" ({})", reasons);
  switch (answer.status) {
    case 401:
    case 403:
      return error(Errc::unauthorized, what,
                   "see whether PACKAGECLOUD_TOKEN, or the variable of `tokenEnv`, holds its API token");
    case 404: return error(Errc::config, what, "`to` is https://packagecloud.io/api/v1/repos/USER/REPOSITORY");
    case 413: return error(Errc::config, what, "the server takes no file of that size");
    case 422:
      if (what.find("already been taken") != std::string::npos) return error(Errc::conflict, what);
      return error(Errc::config, what);
    default: return error(answer.status >= 500 ? Errc::unavailable : Errc::config, what);
  }
}

class Packagecloud final : public Destination {
 public:
  explicit Packagecloud(const Access& access, const Secret& token)
      : client_{access.client},
        authorization_{"Basic " + base64_of(token.reveal() + ":")},
        distribution_{access.setting("distribution")} {
    const auto version = model::Version::parse_with_build(access.setting("version"));
    const bool pre = version && version->text().find('-') != std::string::npos;
    if (pre && access.setting("prereleases") != "send")
      skipped_ = fmt::format("{} is a pre-release: repositories get releases alone (`prereleases`)", version->text());
  }

  std::string skipping(const Item& /*item*/) const override { return skipped_; }

  asio::awaitable<Result<std::optional<std::string>>> look(const Item& item) override {
    auto id = co_await distribution_id(item);
    if (!id) co_return id.error();
    auto read = co_await read_list(item.where);
    if (!read) co_return read.error();
    for (const json::Value& package : *list_) {
      if (package["filename"].as_string() != item.name) continue;
      if (package["distro_version"].as_string() != distribution_) continue;
      const std::string sum = lower(package["sha256sum"].as_string());
      if (!sum.empty()) co_return std::optional<std::string>{sum};
      auto told = co_await told_sum(item, package["package_url"].as_string());
      co_return told;
    }
    co_return std::optional<std::string>{};
  }

  asio::awaitable<Result<>> send(const Item& item) override {
    auto id = co_await distribution_id(item);
    if (!id) co_return id.error();
    RA_CO_TRY_ASSIGN(const std::string sum, sha256_of_file(item.file));
    const std::string boundary = "release-action-" + sum;  // no file holds its own sum
    http::Request request = request_of(http::Method::post, item.where + "/packages.json");
    request.headers.set("Content-Type", "multipart/form-data; boundary=" + boundary);
    request.body = fmt::format(
        "--{0}\r\nContent-Disposition: form-data; name=\"package[distro_version_id]\"\r\n\r\n{1}\r\n--{0}\r\n"
        "Content-Disposition: form-data; name=\"package[package_file]\"; filename=\"{2}\"\r\nContent-Type: {3}\r\n\r\n",
        boundary, *id, item.name, content_type_of(item.name));
    request.body_file = item.file;
    request.body_end = fmt::format("\r\n--{}--\r\n", boundary);
    list_.reset();
    const auto answer = co_await client_.send(request);
    if (!answer) co_return answer.error();
    if (answer->status / 100 != 2) co_return refusal("sending " + item.name, *answer);
    co_return Result<>{};
  }

  std::string address(const Item& item) const override {
    return fmt::format("{}/{}/{}", item.where, distribution_, http::percent_encode(item.name));
  }

  std::string undoing(const Item& item) const override {
    return fmt::format("yanks {} from {}: who has installed it keeps it", item.name, distribution_);
  }

  asio::awaitable<Result<>> undo(const Item& item) override {
    RA_CO_TRY_ASSIGN(const std::string ours, sha256_of_file(item.file));
    list_.reset();
    auto there = co_await look(item);
    if (!there) co_return there.error();
    if (!*there) co_return Result<>{};
    if (**there != ours)
      co_return error(Errc::conflict,
                      fmt::format("{} has other content: sha256:{}, ours is sha256:{}", item.name, **there, ours));
    const http::Request request = request_of(http::Method::delete_, address(item));
    const auto answer = co_await client_.send(request);
    list_.reset();
    if (!answer) co_return answer.error();
    if (answer->status / 100 == 2 || answer->status == 404) co_return Result<>{};
    co_return refusal("yanking " + item.name, *answer);
  }

 private:
  http::Request request_of(http::Method method, const std::string& url) const {
    http::Request request;
    request.method = method;
    request.url = url;
    request.timeout = longest_transfer;
    request.headers.set("Authorization", authorization_);
    return request;
  }

  asio::awaitable<Result<json::Value>> get(std::string url, std::string doing) {
    const http::Request request = request_of(http::Method::get, url);
    const auto answer = co_await client_.send(request);
    if (!answer) co_return answer.error();
    if (answer->status != 200) co_return refusal(doing, *answer);
    co_return json::parse_answer(answer->body, "packagecloud");
  }

  // All packages, once, and again after something was sent.
  asio::awaitable<Result<>> read_list(std::string where) {
    if (list_ && listed_ == where) co_return Result<>{};
    std::vector<json::Value> all;
    for (int page = 1; page <= most_pages; ++page) {
      std::string url = fmt::format("{}/packages.json?per_page={}&page={}", where, page_size, page);
      auto part = co_await get(std::move(url), "looking at " + where);
      if (!part) co_return part.error();
      if (part->items().empty()) {
        list_ = std::move(all);
        listed_ = where;
        co_return Result<>{};
      }
      for (const auto& one : part->items()) all.push_back(one);
    }
    co_return error(Errc::internal, fmt::format("looking at {}: the list does not end", where));
  }

  asio::awaitable<Result<std::optional<std::string>>> told_sum(const Item& item, std::string path) {
    RA_CO_TRY_ASSIGN(const http::Url server, http::parse_url(item.where));
    if (!path.starts_with('/'))
      co_return error(Errc::internal, fmt::format("{}: packagecloud tells no sum", item.name));
    auto package =
        co_await get(fmt::format("{}://{}{}", server.scheme, server.authority(), path), "looking at " + item.name);
    if (!package) co_return package.error();
    const std::string sum = lower((*package)["sha256sum"].as_string());
    if (sum.empty()) co_return error(Errc::internal, fmt::format("{}: packagecloud tells no sum", item.name));
    co_return std::optional<std::string>{sum};
  }

  // "el/7" → 140, of the kind of package that the file is.
  asio::awaitable<Result<std::int64_t>> distribution_id(const Item& item) {
    RA_CO_TRY_ASSIGN(const http::Url server, http::parse_url(item.where));
    if (!distributions_) {
      std::string url = fmt::format("{}://{}/api/v1/distributions.json", server.scheme, server.authority());
      auto read = co_await get(std::move(url), "asking for the distributions");
      if (!read) co_return read.error();
      distributions_ = *std::move(read);
    }
    const std::size_t dot = item.name.rfind('.');
    const std::string type = dot == std::string::npos ? std::string{} : item.name.substr(dot + 1);
    std::vector<std::string> known;
    for (const auto& one : (*distributions_)[type].items()) {
      for (const auto& version : one["versions"].items()) {
        known.push_back(one["index_name"].as_string() + "/" + version["index_name"].as_string());
        if (known.back() == distribution_) co_return version["id"].as_int();
      }
    }
    if (known.empty())
      co_return error(Errc::config, fmt::format("packagecloud takes no packages like {}", one_line(item.name, 100)),
                      "choose *.rpm or *.deb by `files`");
    const std::string meant = nearest(distribution_, known);
    co_return error(Errc::config, fmt::format("packagecloud knows no distribution `{}`", one_line(distribution_, 60)),
                    meant.empty() ? "such as el/7" : fmt::format("did you mean {}?", meant));
  }

  http::Client& client_;
  std::string authorization_;
  std::string distribution_;
  std::string skipped_;
  std::optional<json::Value> distributions_;
  std::optional<std::vector<json::Value>> list_;
  std::string listed_;
};

}  // namespace

Made packagecloud_destination(const Access& access) {
  const Secret token = access.token.empty() ? access.environment.secret("PACKAGECLOUD_TOKEN") : access.token;
  if (token.empty())
    return error(Errc::unauthorized, "no packagecloud token: the variable PACKAGECLOUD_TOKEN is not set",
                 "its API token, from packagecloud.io/api_token");
  const std::string word = access.setting("prereleases");
  if (!word.empty() && word != "skip" && word != "send")
    return error(Errc::config, "`prereleases` of packagecloud must be \"skip\" or \"send\"");
  return std::make_unique<Packagecloud>(access, token);
}

}  // namespace ra::publish
