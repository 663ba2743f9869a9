#pragma once

#include "aws/account.hpp"
#include "base/error.hpp"
#include "http/client.hpp"

#include <boost/asio/awaitable.hpp>

#include <string>
#include <string_view>

namespace ra::aws {

struct S3Place {
  std::string bucket;
  std::string key;

  std::string text() const { return "s3://" + bucket + "/" + key; }
};

// s3://bucket/some/key
Result<S3Place> parse_s3(std::string_view text);

struct S3Options {
  std::string endpoint;  // of a server that is not AWS's; buckets are then the first part of the path
  std::string region;
};

// One request as far as its caller has something to say of it.
struct S3Request {
  http::Request http;  // method, headers, body; its URL is made
  S3Place at;
  std::string query;                   // "uploads", "partNumber=1&uploadId=x": encoded
  std::string payload{empty_payload};  // SHA-256 of the body
};

// A server of S3. A bucket of AWS that is in another region is asked for there.
class S3 {
 public:
  S3(Account& account, S3Options options);

  boost::asio::awaitable<Result<http::Response>> send(S3Request request);

  // The same, but of an answer to HEAD that says no reason, the reason is asked for.
  boost::asio::awaitable<Result<http::Response>> head(S3Request request);

  std::string url_of(const S3Place& at, std::string_view query) const;

  // Whether it takes "send this only where nothing is" (since 2024 at AWS). Found out by who sends.
  bool takes_conditions = true;

 private:
  // Whether the answer says another one than was asked in; somebody else may have learned it meanwhile.
  bool learns_region(const http::Response& answer, const std::string& asked);

  Account& account_;
  S3Options options_;
};

}  // namespace ra::aws
