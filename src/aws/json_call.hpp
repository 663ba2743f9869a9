#pragma once

#include "aws/account.hpp"
#include "base/json.hpp"

#include <string>

namespace ra::aws {

// A service that speaks AWS JSON: an operation is a header, its input the body.
struct JsonService {
  std::string name;     // it signs with: ecr
  std::string host;     // api.ecr, before the region
  std::string prefix;   // of the header X-Amz-Target
  std::string version;  // 1.0 or 1.1
};

// The answer, whatever its status. `may_repeat`: done twice it does the same.
boost::asio::awaitable<Result<http::Response>> json_call(Account& account, const Environment& environment,
                                                         JsonService service, std::string region, std::string operation,
                                                         json::Value input, bool may_repeat);

// AWS JSON tells times as seconds since 1970, with a fraction.
Result<WallTime> json_time(const json::Value& value);

}  // namespace ra::aws
