#include "archive/digests.hpp"
#include "base/base64.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "http/url.hpp"
#include "publish/destination.hpp"

#include <fmt/format.h>

namespace asio = boost::asio;
namespace fs = std::filesystem;

// Any server that takes files by PUT: WebDAV, Artifactory, Nexus' raw repositories.
namespace ra::publish {

namespace {

constexpr Duration longest = std::chrono::hours{1};  // of one file
constexpr std::uint64_t most_file = std::uint64_t{16} << 30U;

Error refusal(const std::string& doing, const std::string& where, const http::Response& answer) {
  const std::string what = fmt::format("{} {}: the server answers {}", doing, http::redact_url(where), answer.status);
  switch (answer.status) {
    case 401:
    case 403:
      return error(Errc::unauthorized, what,
                   "give the destination a userEnv and a passwordEnv, and set these variables");
    case 409:
    case 412: return error(Errc::conflict, what);
    case 413: return error(Errc::config, what, "the server takes no file of that size: raise its limit");
    case 404:
    case 405:
    case 501: return error(Errc::config, what, "nothing takes files there: see whether `to` is right");
    default: return error(Errc::unavailable, what);
  }
}

// The sum of an answer, which need not fit into memory.
class Sum final : public http::BodySink {
 public:
  Result<> begin(const http::Response& /*head*/) override {
    digester_ = std::make_unique<archive::Digester>(std::vector{archive::Hash::sha256});
    return {};
  }
  Result<> write(std::string_view piece) override {
    digester_->update(piece);
    return {};
  }
  std::string text() { return digester_->finish().at(archive::Hash::sha256); }

 private:
  std::unique_ptr<archive::Digester> digester_;
};

class Http final : public Destination {
 public:
  explicit Http(const Access& access) : client_{access.client} {
    if (access.user.empty() || access.password.empty()) return;
    const std::string pair = access.user + ":" + access.password.reveal();
    authorization_ = "Basic " + base64_of(pair);
  }

  asio::awaitable<Result<std::optional<std::string>>> look(const std::string& where) override {
    Sum sum;
    http::Request request = request_of(http::Method::get, where);
    request.into = &sum;
    request.max_body = most_file;
    const auto answer = co_await client_.send(request);
    if (!answer) co_return answer.error();
    if (answer->status == 404 || answer->status == 410) co_return std::optional<std::string>{};
    if (answer->status != 200) co_return refusal("looking at", where, *answer);
    co_return std::optional<std::string>{sum.text()};
  }

  asio::awaitable<Result<>> send(const fs::path& file, const std::string& where) override {
    http::Request request = request_of(http::Method::put, where);
    request.body_file = file;
    request.headers.set("Content-Type", "application/octet-stream");
    // A server that knows it keeps two who send at once from overwriting each other (RFC 9110 13.1.2).
    request.headers.set("If-None-Match", "*");
    const auto answer = co_await client_.send(request);
    if (!answer) co_return answer.error();
    if (answer->status / 100 != 2) co_return refusal("sending", where, *answer);
    co_return Result<>{};
  }

 private:
  http::Request request_of(http::Method method, const std::string& where) const {
    http::Request request;
    request.method = method;
    request.url = where;
    request.timeout = longest;
    if (!authorization_.empty()) request.headers.set("Authorization", authorization_);
    return request;
  }

  http::Client& client_;
  std::string authorization_;
};

}  // namespace

std::unique_ptr<Destination> http_destination(const Access& access) { return std::make_unique<Http>(access); }

}  // namespace ra::publish
