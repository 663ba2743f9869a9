#include "aws/ecr.hpp"

#include "aws/profile.hpp"
#include "aws/refusal.hpp"
#include "base/base64.hpp"
#include "base/json.hpp"
#include "base/sha256.hpp"
#include "base/text.hpp"
#include "base/try.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace asio = boost::asio;

namespace ra::aws {

namespace {

// AWS JSON 1.1 (the service's model in botocore, ecr/2015-09-21).
asio::awaitable<Result<http::Response>> call(Account& account, const Environment& environment, EcrRegistry registry,
                                             std::string operation, json::Value input) {
  std::string endpoint = endpoint_of(environment, "ecr");
  if (endpoint.empty()) endpoint = fmt::format("https://api.ecr.{}.{}", registry.region, domain_of(registry.region));
  http::Request request;
  request.method = http::Method::post;
  request.url = endpoint + "/";
  request.headers.set("Content-Type", "application/x-amz-json-1.1");
  request.headers.set("X-Amz-Target", "AmazonEC2ContainerRegistry_V20150921." + operation);
  request.may_repeat = true;
  request.body = json::dump(input);
  Scope scope{registry.region, "ecr", false};
  std::string payload = sha256_of(request.body);
  auto answer = co_await account.send(std::move(request), std::move(scope), std::move(payload));
  co_return answer;
}

// AWS JSON 1.1 tells times as seconds since 1970, with a fraction.
Result<WallTime> time_of(const json::Value& value) {
  if (value.is_string()) return parse_utc(value.as_string());
  return WallTime{std::chrono::milliseconds{static_cast<std::int64_t>(value.as_double() * 1000)}};
}

}  // namespace

std::optional<EcrRegistry> ecr_registry(std::string_view host) {
  const auto parts = split(host, '.');
  const bool ours = parts.size() >= 6 && parts[1] == "dkr" && (parts[2] == "ecr" || parts[2] == "ecr-fips") &&
                    parts[4] == "amazonaws" && parts[5] == "com";
  const bool ends = parts.size() == 6 || (parts.size() == 7 && parts[6] == "cn");
  if (!ours || !ends || parts[3].empty()) return std::nullopt;
  const bool digits =
      parts[0].size() == 12 && std::ranges::all_of(parts[0], [](char c) { return c >= '0' && c <= '9'; });
  if (!digits) return std::nullopt;
  return EcrRegistry{std::string{parts[0]}, std::string{parts[3]}};
}

asio::awaitable<Result<EcrToken>> ecr_token(Account& account, const Environment& environment, EcrRegistry registry) {
  const std::string what = "asking ECR for a token";
  json::Value input = json::Value::object();
  auto answer = co_await call(account, environment, registry, "GetAuthorizationToken", std::move(input));
  if (!answer) co_return answer.error();
  if (answer->status != 200) co_return refused(*answer, what);
  RA_CO_TRY_ASSIGN(const json::Value body, json::parse_answer(answer->body, "ECR"));
  const auto& items = body["authorizationData"].items();
  if (items.empty()) co_return error(Errc::internal, what + ": it answers none");
  const auto pair = from_base64(items[0]["authorizationToken"].as_string());
  const std::size_t colon = pair ? pair->find(':') : std::string::npos;
  if (colon == std::string::npos) co_return error(Errc::internal, what + ": what it answers is none");
  RA_CO_TRY_ASSIGN(const WallTime expires, time_of(items[0]["expiresAt"]));
  EcrToken token{pair->substr(0, colon), Secret{pair->substr(colon + 1)}, expires};
  co_return token;
}

asio::awaitable<Result<>> create_ecr_repository(Account& account, const Environment& environment, EcrRegistry registry,
                                                std::string name) {
  json::Value input = json::Value::object();
  input.set("registryId", registry.account).set("repositoryName", name);
  auto answer = co_await call(account, environment, registry, "CreateRepository", std::move(input));
  if (!answer) co_return answer.error();
  if (answer->status == 200) co_return Result<>{};
  const Refusal refusal = refusal_of(*answer);
  if (refusal.code == "RepositoryAlreadyExistsException") co_return Result<>{};
  co_return to_error(refusal, answer->status, fmt::format("creating the repository {} in ECR", name));
}

}  // namespace ra::aws
