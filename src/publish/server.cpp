#include "publish/server.hpp"

#include "base/base64.hpp"
#include "base/text.hpp"
#include "http/url.hpp"
#include "publish/sum.hpp"

#include <fmt/format.h>

namespace asio = boost::asio;

namespace ra::publish {

namespace {

constexpr std::uint64_t most_file = std::uint64_t{16} << 30U;
constexpr std::uint64_t most_text = std::uint64_t{1} << 30U;  // metadata of a repository that has grown for years
constexpr std::size_t most_said = 300;

bool is_absent(int status) { return status == 404 || status == 410; }

// Pages for people say nothing that helps.
std::string said_by(const http::Response& answer) {
  if (answer.body.find('<') != std::string::npos) return {};
  const std::string text = one_line(answer.body, most_said);
  return text.empty() ? "" : ": " + text;
}

}  // namespace

Error refusal(const std::string& doing, const std::string& where, const http::Response& answer) {
  const std::string what =
      fmt::format("{} {}: the server answers {}{}", doing, http::redact_url(where), answer.status, said_by(answer));
  switch (answer.status) {
    case 401:
    case 403:
      return error(Errc::unauthorized, what,
                   "give the destination a tokenEnv, or a userEnv and a passwordEnv, and set these variables");
    case 409:
    case 412: return error(Errc::conflict, what);
    case 413: return error(Errc::config, what, "the server takes no file of that size: raise its limit");
    case 404:
    case 405:
    case 501: return error(Errc::config, what, "nothing takes files there: see whether `to` is right");
    default: break;
  }
  if (answer.status / 100 == 4 && answer.status != 408 && answer.status != 429) return error(Errc::config, what);
  return error(Errc::unavailable, what);
}

Server::Server(const Access& access) : client_{access.client}, token_{access.token} {
  if (access.user.empty() || access.password.empty()) return;
  const std::string pair = access.user + ":" + access.password.reveal();
  basic_ = "Basic " + base64_of(pair);
}

http::Request Server::request(http::Method method, const std::string& url) const {
  http::Request request;
  request.method = method;
  request.url = url;
  request.timeout = longest_transfer;
  if (!token_.empty() && !token_header_.empty()) {
    request.headers.set(token_header_, token_.reveal());
  } else if (!token_.empty()) {
    request.headers.set("Authorization", "Bearer " + token_.reveal());
  } else if (!basic_.empty()) {
    request.headers.set("Authorization", basic_);
  }
  return request;
}

asio::awaitable<Result<std::optional<std::string>>> Server::sum(const std::string& url, bool credentials) const {
  Sum sum;
  http::Request request = this->request(http::Method::get, url);
  if (!credentials) request.headers = {};
  request.into = &sum;
  request.max_body = most_file;
  const auto answer = co_await client_.send(request);
  if (!answer) co_return answer.error();
  if (is_absent(answer->status)) co_return std::optional<std::string>{};
  if (answer->status != 200) co_return refusal("looking at", url, *answer);
  co_return std::optional<std::string>{sum.text()};
}

asio::awaitable<Result<std::optional<Server::Text>>> Server::text(const std::string& url) const {
  http::Request request = this->request(http::Method::get, url);
  // What is about to be changed is not read out of somebody's memory (RFC 9111 5.2.1.4).
  request.headers.set("Cache-Control", "no-cache");
  request.max_body = most_text;
  const auto answer = co_await client_.send(request);
  if (!answer) co_return answer.error();
  if (is_absent(answer->status)) co_return std::optional<Text>{};
  if (answer->status != 200) co_return refusal("looking at", url, *answer);
  Text text;
  text.text = answer->body;
  text.etag = answer->headers.get("ETag");
  co_return std::optional<Text>{std::move(text)};
}

asio::awaitable<Result<int>> Server::put_text(const std::string& url, const std::string& text,
                                              const Condition& condition) const {
  http::Request request = this->request(http::Method::put, url);
  request.body = text;
  request.headers.set("Content-Type", "application/octet-stream");
  if (!condition.if_match.empty()) request.headers.set("If-Match", condition.if_match);
  if (condition.if_absent) request.headers.set("If-None-Match", "*");
  const bool conditional = condition.if_absent || !condition.if_match.empty();
  const auto answer = co_await client_.send(request);
  if (!answer) co_return answer.error();
  if (answer->status / 100 == 2 || (conditional && answer->status == 412)) co_return answer->status;
  co_return refusal("sending", url, *answer);
}

asio::awaitable<Result<>> Server::put_file(const std::string& url, const std::filesystem::path& file) const {
  http::Request request = this->request(http::Method::put, url);
  request.body_file = file;
  request.headers.set("Content-Type", "application/octet-stream");
  // A server that knows it keeps two who send at once from overwriting each other (RFC 9110 13.1.2).
  request.headers.set("If-None-Match", "*");
  const auto answer = co_await client_.send(request);
  if (!answer) co_return answer.error();
  if (answer->status / 100 != 2) co_return refusal("sending", url, *answer);
  co_return Result<>{};
}

}  // namespace ra::publish
