#pragma once

#include "aws/account.hpp"
#include "base/json.hpp"

#include <string>
#include <vector>

// AWS App Runner, as far as a deployment needs it: docs.aws.amazon.com/apprunner/latest/api, and the service's model in
// botocore (apprunner/2020-05-15).
namespace ra::aws {

struct RunnerService {
  std::string arn;
  std::string status;  // RUNNING, OPERATION_IN_PROGRESS, PAUSED, …
  std::string url;     // host name
  std::string image;   // what it runs; empty: it is built from code
  json::Value source;  // its SourceConfiguration, whole: an update that leaves out a part of it resets that
};

struct RunnerOperation {
  std::string id;
  std::string type;    // START_DEPLOYMENT, UPDATE_SERVICE, …
  std::string status;  // PENDING, IN_PROGRESS, SUCCEEDED, FAILED, ROLLBACK_…
  bool ended() const;
  bool succeeded() const { return status == "SUCCEEDED"; }
};

// arn:aws:apprunner:eu-west-1:123456789012:service/demo/8fe1… → eu-west-1; "" when it is no such name.
std::string region_of_runner(std::string_view arn);

class AppRunner {
 public:
  AppRunner(Account& account, const Environment& environment, std::string arn);

  boost::asio::awaitable<Result<RunnerService>> describe();
  // Newest first, and only the newest page.
  boost::asio::awaitable<Result<std::vector<RunnerOperation>>> operations();
  // Both begin an operation and give its id. `conflict`: the service is at work on another. `uncertain`: it may have
  // begun.
  boost::asio::awaitable<Result<std::string>> update(json::Value source);
  boost::asio::awaitable<Result<std::string>> start();

 private:
  boost::asio::awaitable<Result<json::Value>> call(std::string operation, json::Value input, std::string what,
                                                   bool may_repeat);

  Account& account_;
  const Environment& environment_;
  std::string arn_;
};

}  // namespace ra::aws
