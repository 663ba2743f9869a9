#pragma once

#include "base/secret.hpp"
#include "base/time.hpp"
#include "http/client.hpp"

#include <optional>
#include <string>
#include <string_view>

// Signature Version 4 of AWS, which S3-compatible servers check too. Pure: text in, text out.
// docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
namespace ra::aws {

struct Credentials {
  std::string access_key;
  Secret secret_key;
  Secret session_token;  // of temporary ones
  std::optional<WallTime> expires;
};

struct Signing {
  std::string region;
  std::string service;  // s3, ecr, sts
  WallTime time;
  bool s3 = false;  // its rules: the path is signed as it is written, the payload's sum is a header
};

// What of a request is signed. `target` is path and query as they go over the line.
struct Message {
  http::Method method = http::Method::get;
  std::string target;
  http::Headers headers;  // with Host
  std::string payload;    // SHA-256 of the body in hexadecimal, or the word that stands for it
};

inline constexpr std::string_view unsigned_payload = "UNSIGNED-PAYLOAD";
extern const std::string_view empty_payload;  // the sum of nothing

std::string canonical_request(const Message& message, const Signing& signing);
std::string string_to_sign(const Message& message, const Signing& signing);
std::string signature(const Message& message, const Signing& signing, const Secret& secret_key);

// Sets X-Amz-Date, X-Amz-Security-Token, for S3 X-Amz-Content-Sha256, and Authorization. All headers are signed but
// those that proxies and clients change.
Result<> sign(http::Request& request, const Credentials& credentials, const Signing& signing, std::string payload);

// Puts into its query what presigning needs, before it is signed.
void prepare_presigning(Message& message, const Credentials& credentials, const Signing& signing,
                        std::chrono::seconds valid);

// The URL of a request that anybody may make for so long. It is a secret: whoever shows it redacts it (http/url.hpp).
Result<std::string> presigned(const http::Request& request, const Credentials& credentials, const Signing& signing,
                              std::chrono::seconds valid, std::string payload = std::string{unsigned_payload});

}  // namespace ra::aws
