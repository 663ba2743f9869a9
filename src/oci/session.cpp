#include "oci/session.hpp"

#include "base/base64.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "http/url.hpp"
#include "oci/reference.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace asio = boost::asio;

namespace ra::oci {

namespace {

// distribution, docs/spec/auth/token.md: expires_in is 60 seconds where it is not said.
constexpr std::int64_t default_seconds = 60;
constexpr std::int64_t most_seconds = 12L * 3600;
constexpr std::uint64_t most_answer = std::uint64_t{1} << 20U;
// The user name by which Docker's helpers say that the password is a refresh token.
constexpr const char* refresh_user = "<token>";

}  // namespace

Session::Session(const Access& access, std::string registry)
    : access_{access}, registry_{std::move(registry)}, url_{api_url(registry_)} {}

bool Session::is_ours(const std::string& url) const {
  const auto one = http::parse_url(url);
  const auto own = http::parse_url(url_ + "/");
  return one && own && one->scheme == own->scheme && one->authority() == own->authority();
}

std::string Session::basic() const {
  const Secret both{base64_of(credentials_->user + ":" + credentials_->password.reveal())};
  access_.hide(both);
  return "Basic " + both.reveal();
}

asio::awaitable<Result<>> Session::ask_credentials() {
  if (asked_) co_return Result<>{};
  auto found = co_await access_.ask(registry_);
  if (!found) co_return found.error();
  credentials_ = *std::move(found);
  if (credentials_) access_.hide(credentials_->password);
  asked_ = true;
  co_return Result<>{};
}

asio::awaitable<Result<http::Response>> Session::send(http::Request request, std::string scope) {
  const bool ours = is_ours(request.url);
  if (ours) {
    auto known = co_await authorization(scope);
    if (!known) co_return known.error();
    if (!known->empty()) request.headers.set("Authorization", *known);
  }
  auto answer = co_await access_.client.send(request);
  if (!answer || answer->status != 401 || !ours) co_return answer;
  const auto learnt = co_await learn(*answer, scope);
  if (!learnt) co_return learnt.error();
  auto now = co_await authorization(scope);
  if (!now) co_return now.error();
  if (now->empty() || *now == request.headers.get("Authorization")) co_return answer;
  request.headers.set("Authorization", *now);
  auto again = co_await access_.client.send(request);
  co_return again;
}

asio::awaitable<Result<>> Session::learn(const http::Response& answer, std::string scope) {
  std::string headers;
  for (const auto& [name, value] : answer.headers.all()) {
    if (lower(name) == "www-authenticate") headers += (headers.empty() ? "" : ", ") + value;
  }
  challenge_ = parse_challenge(headers);
  if (!challenge_)
    co_return error(Errc::unauthorized, fmt::format("{} answers 401 and does not say how to log in", registry_));
  tokens_.erase(scope);
  co_return Result<>{};
}

asio::awaitable<Result<std::string>> Session::authorization(std::string scope) {
  if (!challenge_) co_return std::string{};
  const auto asked = co_await ask_credentials();
  if (!asked) co_return asked.error();
  if (challenge_->scheme == "basic") {
    if (credentials_) co_return basic();
    co_return error(Errc::unauthorized, fmt::format("{} wants a user and a password, and there are none", registry_),
                    "set REGISTRY_USER and REGISTRY_PASSWORD, or log in with `docker login`");
  }
  auto known = tokens_.find(scope);
  if (known == tokens_.end() || known->second.until <= access_.clock.steady()) {
    const Challenge challenge = *challenge_;
    const auto fetched = co_await fetch_token(challenge, scope);
    if (!fetched) co_return fetched.error();
    known = tokens_.find(scope);
  }
  co_return "Bearer " + known->second.value.reveal();
}

Result<http::Request> Session::token_request(const Challenge& challenge, const std::string& scope) const {
  const std::string realm = challenge.get("realm");
  const auto url = http::parse_url(realm);
  const bool safe = url && (url->scheme == "https" || http::is_loopback(url->host));
  if (!safe)
    return error(Errc::unauthorized, fmt::format("{} sends us for a token to `{}`, where nobody goes", registry_,
                                                 one_line(http::redact_url(realm), 200)));
  const bool refreshes = credentials_ && credentials_->user == refresh_user;
  std::string query;
  const auto add = [&](const std::string& name, const std::string& value) {
    query += (query.empty() ? "" : "&") + name + "=" + http::percent_encode(value);
  };
  if (!challenge.get("service").empty()) add("service", challenge.get("service"));
  http::Request request;
  request.max_body = most_answer;
  if (refreshes) {
    add("grant_type", "refresh_token");
    add("client_id", "release-action");
    add("refresh_token", credentials_->password.reveal());
    add("scope", scope);
    request.method = http::Method::post;
    request.url = realm;
    request.body = query;
    request.headers.set("Content-Type", "application/x-www-form-urlencoded");
    return request;
  }
  for (const auto one : split(scope, ' ')) add("scope", std::string{one});
  request.url = realm + (realm.find('?') == std::string::npos ? "?" : "&") + query;
  if (credentials_) request.headers.set("Authorization", basic());
  return request;
}

asio::awaitable<Result<>> Session::fetch_token(Challenge challenge, std::string scope) {
  RA_CO_TRY_ASSIGN(const http::Request request, token_request(challenge, scope));
  const auto answer = co_await access_.client.send(request);
  if (!answer) co_return answer.error();
  const std::string who =
      credentials_ ? fmt::format("the user `{}`", one_line(credentials_->user, 60)) : "nobody in particular";
  if (answer->status == 401 || answer->status == 403)
    co_return error(Errc::unauthorized, fmt::format("{} gives {} no token", registry_, who),
                    credentials_ ? "see whether the user and the password are right"
                                 : "set REGISTRY_USER and REGISTRY_PASSWORD, or log in with `docker login`");
  if (answer->status != 200)
    co_return error(Errc::unavailable,
                    fmt::format("{} answers {} when it is asked for a token", registry_, answer->status));
  const auto body = json::parse(answer->body, {.max_depth = 20});
  std::string token;
  std::int64_t seconds = default_seconds;
  if (body) {
    token = (*body)["token"].as_string();
    if (token.empty()) token = (*body)["access_token"].as_string();
    seconds = std::clamp<std::int64_t>((*body)["expires_in"].as_int(default_seconds), 1, most_seconds);
  }
  if (token.empty()) co_return error(Errc::unavailable, fmt::format("{} gives no token, and no reason", registry_));
  const Secret secret{token};
  access_.hide(secret);
  // Not to the last second: a request takes its time.
  const auto good = std::chrono::seconds{seconds - std::min<std::int64_t>(seconds / 4, 15)};
  tokens_[scope] = Token{secret, access_.clock.steady() + good};
  co_return Result<>{};
}

}  // namespace ra::oci
