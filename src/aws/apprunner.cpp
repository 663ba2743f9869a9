#include "aws/apprunner.hpp"

#include "aws/json_call.hpp"
#include "aws/refusal.hpp"
#include "base/text.hpp"
#include "base/try.hpp"

#include <fmt/format.h>

namespace asio = boost::asio;

namespace ra::aws {

namespace {

json::Value of_service(const std::string& arn) {
  json::Value input = json::Value::object();
  input.set("ServiceArn", arn);
  return input;
}

}  // namespace

bool RunnerOperation::ended() const {
  return status == "SUCCEEDED" || status == "FAILED" || status == "ROLLBACK_SUCCEEDED" || status == "ROLLBACK_FAILED";
}

std::string region_of_runner(std::string_view arn) {
  const auto parts = split(arn, ':');
  constexpr std::size_t least = 6;
  if (parts.size() < least || parts[0] != "arn" || parts[2] != "apprunner") return {};
  return std::string{parts[3]};
}

AppRunner::AppRunner(Account& account, const Environment& environment, std::string arn)
    : account_{account}, environment_{environment}, arn_{std::move(arn)} {}

asio::awaitable<Result<json::Value>> AppRunner::call(std::string operation, json::Value input, std::string what,
                                                     bool may_repeat) {
  JsonService service{"apprunner", "apprunner", "AppRunner", "1.0"};
  auto answer = co_await json_call(account_, environment_, std::move(service), region_of_runner(arn_), operation,
                                   std::move(input), may_repeat);
  if (!answer) co_return with_context(answer.error(), what);
  if (answer->status == 200) co_return json::parse_answer(answer->body, "App Runner");
  Error refusal = refused(*answer, what);
  // Whoever only looks may look again; what was to be changed may be changed.
  if (!may_repeat && answer->status >= 500) refusal.code = Errc::uncertain;
  co_return refusal;
}

asio::awaitable<Result<RunnerService>> AppRunner::describe() {
  auto answered = co_await call("DescribeService", of_service(arn_), "looking at the App Runner service", true);
  RA_CO_TRY_ASSIGN(const json::Value answer, std::move(answered));
  const json::Value& service = answer["Service"];
  RunnerService found;
  found.arn = arn_;
  found.status = one_line(service["Status"].as_string(), 60);
  found.url = one_line(service["ServiceUrl"].as_string(), 255);
  found.source = service["SourceConfiguration"];
  found.image = one_line(found.source["ImageRepository"]["ImageIdentifier"].as_string(), 1024);
  if (found.status.empty()) co_return error(Errc::internal, "App Runner answers no service");
  co_return found;
}

asio::awaitable<Result<std::vector<RunnerOperation>>> AppRunner::operations() {
  auto answered = co_await call("ListOperations", of_service(arn_), "asking for the operations of the service", true);
  RA_CO_TRY_ASSIGN(const json::Value answer, std::move(answered));
  std::vector<RunnerOperation> all;
  for (const auto& item : answer["OperationSummaryList"].items()) {
    all.push_back(
        {item["Id"].as_string(), one_line(item["Type"].as_string(), 60), one_line(item["Status"].as_string(), 60)});
  }
  co_return all;
}

asio::awaitable<Result<std::string>> AppRunner::update(json::Value source) {
  json::Value input = of_service(arn_);
  input.set("SourceConfiguration", std::move(source));
  auto answered = co_await call("UpdateService", std::move(input), "updating the App Runner service", false);
  RA_CO_TRY_ASSIGN(const json::Value answer, std::move(answered));
  co_return answer["OperationId"].as_string();
}

asio::awaitable<Result<std::string>> AppRunner::start() {
  auto answered = co_await call("StartDeployment", of_service(arn_), "starting the App Runner deployment", false);
  RA_CO_TRY_ASSIGN(const json::Value answer, std::move(answered));
  co_return answer["OperationId"].as_string();
}

}  // namespace ra::aws
