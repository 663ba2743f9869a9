#include "base/hash.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "http/outgoing.hpp"
#include "http/url.hpp"
#include "publish/server.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace asio = boost::asio;

// Any server that takes files by PUT: WebDAV, Artifactory, Nexus' raw repositories. What only Artifactory knows
// (JFrog's REST API: "Deploy Artifact", "Deploy Artifact by Checksum") does no harm elsewhere.
namespace ra::publish {

namespace {

struct Sums {
  std::string sha1;
  std::string sha256;
};

// "https://x/y?z" with ;a=b;c=d before its query.
std::string with_properties(std::string url, const std::map<std::string, std::string>& properties) {
  std::string text;
  for (const auto& [key, value] : properties)
    text += ";" + http::percent_encode(key) + "=" + http::percent_encode(value);
  url.insert(std::min(url.find('?'), url.size()), text);
  return url;
}

bool is_artifactory(const http::Response& answer) {
  return lower(answer.headers.get("Server")).starts_with("artifactory") ||
         !answer.headers.get("X-Artifactory-Id").empty();
}

// What the server itself has counted of a file that it has.
std::optional<std::string> counted_sum(const http::Response& head) {
  if (head.status != 200 || !is_artifactory(head)) return std::nullopt;
  std::string sum = lower(head.headers.get("X-Checksum-Sha256"));
  constexpr std::size_t length = 64;
  const bool is_sum = sum.size() == length && sum.find_first_not_of("0123456789abcdef") == std::string::npos;
  if (!is_sum) return std::nullopt;
  return sum;
}

Result<> compare(const http::Response& answer, const std::string& where, const Sums& ours) {
  const auto body = json::parse(answer.body);
  if (!body) return {};  // only Artifactory answers so
  const std::string theirs = lower((*body)["checksums"]["sha256"].as_string());
  if (theirs.empty() || theirs == ours.sha256) return {};
  return error(Errc::conflict, fmt::format("{} arrived as sha256:{}, ours is sha256:{}", http::redact_url(where),
                                           one_line(theirs, 64), ours.sha256));
}

class Http final : public Destination {
 public:
  Http(const Access& access, bool by_checksum)
      : server_{access}, properties_{access.properties}, by_checksum_{by_checksum} {
    const auto header = access.settings.find("tokenHeader");
    if (header != access.settings.end()) server_.token_header(header->second);
  }

  std::size_t at_once() const override { return usually_at_once; }

  asio::awaitable<Result<std::optional<std::string>>> look(const Item& item) override {
    const http::Request request = server_.request(http::Method::head, item.where);
    const auto head = co_await server_.client().send(request);
    if (!head) co_return head.error();
    if (auto sum = counted_sum(*head)) co_return sum;
    auto there = co_await server_.sum(item.where);
    co_return there;
  }

  asio::awaitable<Result<>> send(const Item& item) override {
    Sums sums;
    RA_CO_TRY_ASSIGN(sums.sha1, hash_of_file(item.file, Hash::sha1));
    RA_CO_TRY_ASSIGN(sums.sha256, hash_of_file(item.file, Hash::sha256));
    if (by_checksum_) {
      auto known = co_await deploy_known(item, sums);
      RA_CO_TRY_ASSIGN(const bool done, std::move(known));
      if (done) co_return Result<>{};
    }
    http::Request request = put(item, sums);
    request.body_file = item.file;
    const auto answer = co_await server_.client().send(request);
    if (!answer) co_return answer.error();
    if (answer->status / 100 != 2) co_return refusal("sending", item.where, *answer);
    co_return compare(*answer, item.where, sums);
  }

  std::string undoing(const Item& item) const override {
    return fmt::format("deletes {}", http::redact_url(item.where));
  }

  asio::awaitable<Result<>> undo(const Item& item) override {
    const http::Request request = server_.request(http::Method::delete_, item.where);
    const auto answer = co_await server_.client().send(request);
    if (!answer) co_return answer.error();
    if (answer->status / 100 == 2 || answer->status == 404 || answer->status == 410) co_return Result<>{};
    if (answer->status == 405 || answer->status == 501)
      co_return error(Errc::config, fmt::format("{} deletes nothing", http::redact_url(item.where)),
                      "take it away there by hand");
    co_return refusal("deleting", item.where, *answer);
  }

 private:
  http::Request put(const Item& item, const Sums& sums) const {
    http::Request request = server_.request(http::Method::put, with_properties(item.where, properties_));
    request.headers.set("Content-Type", "application/octet-stream");
    // A server that knows it keeps two who send at once from overwriting each other (RFC 9110 13.1.2).
    request.headers.set("If-None-Match", "*");
    request.headers.set("X-Checksum-Sha1", sums.sha1);
    request.headers.set("X-Checksum-Sha256", sums.sha256);
    return request;
  }

  // Content that the server has anywhere need not be sent again. False: it has not.
  asio::awaitable<Result<bool>> deploy_known(const Item& item, const Sums& sums) {
    http::Request request = put(item, sums);
    request.headers.set("X-Checksum-Deploy", "true");
    const auto answer = co_await server_.client().send(request);
    if (!answer) co_return answer.error();
    if (answer->status == 404) co_return false;
    if (answer->status / 100 != 2) co_return refusal("sending", item.where, *answer);
    const auto same = compare(*answer, item.where, sums);
    if (!same) co_return same.error();
    co_return true;
  }

  Server server_;
  std::map<std::string, std::string> properties_;
  bool by_checksum_ = false;
};

}  // namespace

Made http_destination(const Access& access) {
  const auto word = access.settings.find("checksumDeploy");
  const std::string asked = word == access.settings.end() ? "false" : word->second;
  if (asked != "true" && asked != "false")
    return error(Errc::config, fmt::format("`checksumDeploy` is `{}`", one_line(asked, 40)), R"("true" or "false")");
  const auto header = access.settings.find("tokenHeader");
  // Others would neither be kept from plain http nor from the host that a redirect leads to.
  if (header != access.settings.end() && !http::is_secret_header(header->second))
    return error(Errc::config, fmt::format("`tokenHeader` is `{}`", one_line(header->second, 40)),
                 "a header for tokens, such as X-JFrog-Art-Api or X-Api-Key");
  return std::make_unique<Http>(access, asked == "true");
}

}  // namespace ra::publish
