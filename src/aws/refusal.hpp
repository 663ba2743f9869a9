#pragma once

#include "base/error.hpp"
#include "http/client.hpp"

#include <string>
#include <string_view>

namespace ra::aws {

// Why AWS, or who speaks like it, refuses: the XML of S3 and STS, the JSON of the others. Empty where it says nothing,
// as in an answer to HEAD.
struct Refusal {
  std::string code;     // NoSuchBucket
  std::string message;  // one line
  std::string region;   // where the bucket is, when it is elsewhere
};

Refusal refusal_of(const http::Response& answer);

// `what` was being done: "sending s3://b/k". What is wrong in one line, and what to do.
Error to_error(const Refusal& refusal, int status, std::string_view what);
Error refused(const http::Response& answer, std::string_view what);

}  // namespace ra::aws
