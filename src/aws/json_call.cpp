#include "aws/json_call.hpp"

#include "aws/profile.hpp"
#include "base/sha256.hpp"

#include <fmt/format.h>

namespace asio = boost::asio;

namespace ra::aws {

asio::awaitable<Result<http::Response>> json_call(Account& account, const Environment& environment, JsonService service,
                                                  std::string region, std::string operation, json::Value input,
                                                  bool may_repeat) {
  std::string endpoint = endpoint_of(environment, service.name);
  if (endpoint.empty()) endpoint = fmt::format("https://{}.{}.{}", service.host, region, domain_of(region));
  http::Request request;
  request.method = http::Method::post;
  request.url = endpoint + "/";
  request.headers.set("Content-Type", "application/x-amz-json-" + service.version);
  request.headers.set("X-Amz-Target", service.prefix + "." + operation);
  request.may_repeat = may_repeat;
  request.body = json::dump(input);
  Scope scope{region, service.name, false};
  std::string payload = sha256_of(request.body);
  auto answer = co_await account.send(std::move(request), std::move(scope), std::move(payload));
  co_return answer;
}

Result<WallTime> json_time(const json::Value& value) {
  if (value.is_string()) return parse_utc(value.as_string());
  return WallTime{std::chrono::milliseconds{static_cast<std::int64_t>(value.as_double() * 1000)}};
}

}  // namespace ra::aws
