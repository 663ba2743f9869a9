#include "aws/ecr.hpp"

#include "aws/json_call.hpp"
#include "aws/refusal.hpp"
#include "base/base64.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "base/try.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace asio = boost::asio;

namespace ra::aws {

namespace {

// AWS JSON 1.1 (the service's model in botocore, ecr/2015-09-21). All that is asked for here may be asked twice.
asio::awaitable<Result<http::Response>> call(Account& account, const Environment& environment, EcrRegistry registry,
                                             std::string operation, json::Value input) {
  JsonService service{"ecr", "api.ecr", "AmazonEC2ContainerRegistry_V20150921", "1.1"};
  const bool may_repeat = true;
  auto answer = co_await json_call(account, environment, std::move(service), std::move(registry.region),
                                   std::move(operation), std::move(input), may_repeat);
  co_return answer;
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
  RA_CO_TRY_ASSIGN(const WallTime expires, json_time(items[0]["expiresAt"]));
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

asio::awaitable<Result<std::string>> ecr_digest(Account& account, const Environment& environment, EcrRegistry registry,
                                                std::string repository, std::string tag) {
  const std::string what = fmt::format("looking for {}:{} in ECR", repository, tag);
  json::Value id = json::Value::object();
  id.set("imageTag", tag);
  json::Value ids = json::Value::array();
  ids.push(std::move(id));
  json::Value input = json::Value::object();
  input.set("registryId", registry.account).set("repositoryName", repository).set("imageIds", std::move(ids));
  auto answer = co_await call(account, environment, registry, "DescribeImages", std::move(input));
  if (!answer) co_return answer.error();
  if (answer->status != 200) {
    const Refusal refusal = refusal_of(*answer);
    if (refusal.code == "ImageNotFoundException")
      co_return error(Errc::not_found, fmt::format("ECR has no image {}:{}", repository, tag), "push it first");
    co_return to_error(refusal, answer->status, what);
  }
  RA_CO_TRY_ASSIGN(const json::Value body, json::parse_answer(answer->body, "ECR"));
  const auto& details = body["imageDetails"].items();
  const std::string digest = details.empty() ? "" : details[0]["imageDigest"].as_string();
  if (!digest.starts_with("sha256:")) co_return error(Errc::internal, what + ": it answers no digest");
  co_return digest;
}

}  // namespace ra::aws
