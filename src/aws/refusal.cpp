#include "aws/refusal.hpp"

#include "aws/xml.hpp"
#include "base/json.hpp"
#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ra::aws {

namespace {

// docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html, and the common errors of the others.
struct Meaning {
  std::string_view code;
  Errc errc;
  std::string_view hint;
};

constexpr std::string_view keys_hint = "check the access key and its secret, and that they are of this server";
constexpr Meaning meanings[] = {
    {"SignatureDoesNotMatch", Errc::unauthorized, "the secret key is not that of the access key"},
    {"InvalidSignatureException", Errc::unauthorized, "the secret key is not that of the access key"},
    {"InvalidAccessKeyId", Errc::unauthorized, keys_hint},
    {"UnrecognizedClientException", Errc::unauthorized, keys_hint},
    {"InvalidClientTokenId", Errc::unauthorized, keys_hint},
    {"InvalidToken", Errc::unauthorized, "the session token is wrong: fetch the credentials again"},
    {"ExpiredToken", Errc::unauthorized, "the session is over: fetch the credentials again"},
    {"ExpiredTokenException", Errc::unauthorized, "the session is over: fetch the credentials again"},
    {"InvalidIdentityToken", Errc::unauthorized, "the role does not trust who issued the token"},
    {"IDPRejectedClaim", Errc::unauthorized, "the token is too old or not for this role"},
    {"AccessDenied", Errc::unauthorized, "see whether the policy of the user or role, and of the bucket, lets it"},
    {"AccessDeniedException", Errc::unauthorized, "see whether the policy of the user or role lets it"},
    {"AllAccessDisabled", Errc::unauthorized, ""},
    {"RequestTimeTooSkewed", Errc::config, "the clock of this machine is wrong: set it"},
    {"NoSuchBucket", Errc::config, "create it, or see whether its name, region and endpoint are right"},
    {"InvalidBucketName", Errc::config, "see whether `to` is s3://bucket/folder/{file}"},
    {"PermanentRedirect", Errc::config, "give the destination the `region` of the bucket"},
    {"AuthorizationHeaderMalformed", Errc::config, "give the destination the `region` of the bucket"},
    {"IllegalLocationConstraintException", Errc::config, "give the destination the `region` of the bucket"},
    {"AccessControlListNotSupported", Errc::config, "the bucket takes no ACLs: leave `acl` out, its policy decides"},
    {"InvalidStorageClass", Errc::config, "see which values of `storageClass` the server knows"},
    {"InvalidArgument", Errc::config, ""},
    {"InvalidRequest", Errc::config, ""},
    {"KeyTooLongError", Errc::config, ""},
    {"EntityTooLarge", Errc::config, "the server takes no file of that size"},
    {"EntityTooSmall", Errc::internal, ""},
    {"MalformedXML", Errc::internal, ""},
    {"NoSuchKey", Errc::not_found, ""},
    {"NoSuchUpload", Errc::not_found, ""},
    {"BadDigest", Errc::unavailable, "what arrived is not what was sent: try again"},
    {"XAmzContentSHA256Mismatch", Errc::unavailable, "what arrived is not what was sent: try again"},
    {"PreconditionFailed", Errc::conflict, ""},
    {"ConditionalRequestConflict", Errc::conflict, ""},
    {"SlowDown", Errc::unavailable, "the server is asked too much: try again later"},
    {"ServiceUnavailable", Errc::unavailable, "try again later"},
    {"Throttling", Errc::unavailable, "AWS is asked too much: try again later"},
    {"ThrottlingException", Errc::unavailable, "AWS is asked too much: try again later"},
    {"InternalServiceErrorException", Errc::unavailable, "try again later"},
    {"PriorRequestNotComplete", Errc::unavailable, "Route 53 is still at work on an earlier change: try again later"},
    {"InvalidStateException", Errc::conflict, "the service is at work on something else"},
    {"ResourceNotFoundException", Errc::not_found, "see whether its ARN is right, and whose credentials these are"},
    {"NoSuchHostedZone", Errc::not_found, "see whether the id is right, and whose credentials these are"},
    {"QuotaExceeded", Errc::config, "there is no room: take something away, or raise the limit"},
};

Errc usual(int status) {
  switch (status) {
    case 401:
    case 403: return Errc::unauthorized;
    case 404: return Errc::not_found;
    case 409:
    case 412: return Errc::conflict;
    default: break;
  }
  return status >= 500 || status == 429 ? Errc::unavailable : Errc::config;
}

Refusal of_json(const http::Response& answer) {
  Refusal refusal;
  const auto body = json::parse(answer.body);
  if (!body) return refusal;
  const std::string& type = (*body)["__type"].as_string();  // "com.amazonaws…#RepositoryNotFoundException", or without
  refusal.code = one_line(type.substr(type.find('#') + 1), 100);
  const std::string& small = (*body)["message"].as_string();
  refusal.message = one_line(small.empty() ? (*body)["Message"].as_string() : small, 300);
  return refusal;
}

}  // namespace

Refusal refusal_of(const http::Response& answer) {
  Refusal refusal;
  const std::string_view body = trim(answer.body);
  if (body.starts_with('{')) refusal = of_json(answer);
  if (body.starts_with('<')) {
    if (const auto root = parse_xml(body)) {
      const Element& error = root->name == "Error" ? *root : (*root)["Error"];
      refusal.code = one_line(error["Code"].text, 100);
      refusal.message = one_line(error["Message"].text, 300);
      refusal.region = one_line(error["Region"].text, 60);
    }
  }
  const std::string told{answer.headers.get("x-amz-bucket-region")};
  if (!told.empty()) refusal.region = one_line(told, 60);
  return refusal;
}

Error to_error(const Refusal& refusal, int status, std::string_view what) {
  const auto* const found = std::ranges::find(meanings, refusal.code, &Meaning::code);
  const bool known = found != std::end(meanings);
  std::string text = fmt::format("{}: ", what);
  text += refusal.code.empty() ? fmt::format("the server answers {}", status) : refusal.code;
  std::string_view said = refusal.message;
  while (said.ends_with('.')) said.remove_suffix(1);
  if (!said.empty()) text += fmt::format(" ({})", said);
  return error(known ? found->errc : usual(status), std::move(text), std::string{known ? found->hint : ""});
}

Error refused(const http::Response& answer, std::string_view what) {
  return to_error(refusal_of(answer), answer.status, what);
}

}  // namespace ra::aws
