#include "aws/identity.hpp"

#include "aws/profile.hpp"
#include "aws/refusal.hpp"
#include "aws/xml.hpp"
#include "base/files.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "http/url.hpp"

#include <fmt/format.h>

namespace asio = boost::asio;

namespace ra::aws {

namespace {

constexpr std::uint64_t most_token = 64U << 10U;
constexpr std::string_view agent = "http://169.254.170.2";  // of ECS tasks: AWS_CONTAINER_CREDENTIALS_RELATIVE_URI

Result<Credentials> credentials_of(std::string key, std::string secret, std::string token, const std::string& expires,
                                   std::string_view from) {
  if (key.empty() || secret.empty()) return error(Errc::internal, fmt::format("{} answers no credentials", from));
  Credentials credentials{std::move(key), Secret{std::move(secret)}, Secret{std::move(token)}, {}};
  if (expires.empty()) return credentials;
  RA_TRY_ASSIGN(credentials.expires, parse_utc(expires));
  return credentials;
}

Result<Secret> token_in(const std::string& file) {
  const auto text = read_file(file, most_token);
  if (text) return Secret{std::string{trim(*text)}};
  return error(Errc::config, fmt::format("the token's file {} cannot be read: {}", file, text.error().message));
}

// Over plain http only to this machine: the transport refuses others (http/outgoing.cpp).
Result<http::Request> request_to_container(const Environment& environment, const std::string& url) {
  http::Request request;
  request.url = url;
  request.timeout = std::chrono::seconds{5};
  Secret token = environment.secret("AWS_CONTAINER_AUTHORIZATION_TOKEN");
  const std::string file = environment.get("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE");
  if (!file.empty()) {
    RA_TRY_ASSIGN(token, token_in(file));
  }
  if (!token.empty()) request.headers.set("Authorization", token.reveal());
  return request;
}

}  // namespace

asio::awaitable<Result<Credentials>> assume_role(http::Client& client, const Environment& environment,
                                                 WebIdentity identity) {
  RA_CO_TRY_ASSIGN(const Secret token, token_in(identity.token_file));
  std::string endpoint = endpoint_of(environment, "sts");
  if (endpoint.empty()) endpoint = fmt::format("https://sts.{}.{}", identity.region, domain_of(identity.region));
  http::Request request;
  request.method = http::Method::post;
  request.url = endpoint + "/";
  request.may_repeat = true;  // it makes nothing
  request.headers.set("Content-Type", "application/x-www-form-urlencoded");
  request.body = fmt::format(
      "Action=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleArn={}&RoleSessionName={}&WebIdentityToken={}",
      http::percent_encode(identity.role), http::percent_encode(identity.session),
      http::percent_encode(token.reveal()));
  const auto answer = co_await client.send(request);
  if (!answer) co_return answer.error();
  if (answer->status != 200) co_return refused(*answer, fmt::format("taking the role {}", identity.role));
  RA_CO_TRY_ASSIGN(const Element root, parse_xml(answer->body));
  const Element& got = root["AssumeRoleWithWebIdentityResult"]["Credentials"];
  co_return credentials_of(got["AccessKeyId"].text, got["SecretAccessKey"].text, got["SessionToken"].text,
                           got["Expiration"].text, "STS");
}

asio::awaitable<Result<std::optional<Credentials>>> of_container(http::Client& client, const Environment& environment) {
  const std::string relative = environment.get("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI");
  std::string url = environment.get("AWS_CONTAINER_CREDENTIALS_FULL_URI");
  if (!relative.empty()) url = std::string{agent} + relative;
  if (url.empty()) co_return std::optional<Credentials>{};
  RA_CO_TRY_ASSIGN(const http::Request request, request_to_container(environment, url));
  const auto answer = co_await client.send(request);
  if (!answer) co_return answer.error();
  if (answer->status != 200) co_return refused(*answer, "asking the container for its credentials");
  RA_CO_TRY_ASSIGN(const json::Value body, json::parse_answer(answer->body, "the container's credentials"));
  auto credentials = credentials_of(body["AccessKeyId"].as_string(), body["SecretAccessKey"].as_string(),
                                    body["Token"].as_string(), body["Expiration"].as_string(), "the container");
  if (!credentials) co_return credentials.error();
  co_return std::optional<Credentials>{*std::move(credentials)};
}

}  // namespace ra::aws
