#include "publish/s3_bucket.hpp"

#include "aws/profile.hpp"
#include "aws/refusal.hpp"
#include "base/base64.hpp"
#include "base/hash.hpp"
#include "base/sha256.hpp"
#include "base/try.hpp"
#include "publish/content_type.hpp"
#include "publish/sum.hpp"

#include <fmt/format.h>

namespace asio = boost::asio;
namespace fs = std::filesystem;

namespace ra::publish {

namespace {

constexpr std::uint64_t most_object = std::uint64_t{1} << 50U;
constexpr std::uint64_t most_s3_text = std::uint64_t{1} << 30U;
constexpr std::string_view usual_region = "us-east-1";

std::optional<aws::Credentials> given(const Access& access) {
  if (access.user.empty() || access.password.empty()) return std::nullopt;
  return aws::Credentials{access.user, access.password, {}, {}};
}

std::string md5_in_base64(std::string_view bytes) {
  Hasher sum{Hash::md5};
  sum.add(bytes);
  return base64_of(sum.bytes());
}

// The sum that the server has made itself of what it got, as far as it says one. That of an object in parts is a sum
// of sums: when it is the one that our file has in the same parts, it is our file.
Result<std::optional<std::string>> told_sum(const fs::path& file, const http::Response& answer) {
  const std::string told{answer.headers.get("x-amz-checksum-sha256")};
  if (told.empty()) return std::optional<std::string>{};
  if (told.find('-') == std::string::npos) {
    const auto bytes = from_base64(told);
    if (!bytes || bytes->size() != 32) return std::optional<std::string>{};
    return std::optional<std::string>{hex_of(*bytes)};
  }
  RA_TRY_ASSIGN(const std::string ours, aws::composite_sum_of(file));
  if (told != ours) return std::optional<std::string>{};
  RA_TRY_ASSIGN(std::string sum, sha256_of_file(file));
  return std::optional<std::string>{std::move(sum)};
}

}  // namespace

Result<std::unique_ptr<S3Bucket>> S3Bucket::open(const Access& access) {
  aws::S3Options options;
  options.endpoint = access.setting("endpoint");
  while (options.endpoint.ends_with('/')) options.endpoint.pop_back();
  if (options.endpoint.empty()) options.endpoint = aws::endpoint_of(access.environment, "s3");
  options.region = access.setting("region");
  if (options.region.empty()) {
    RA_TRY_ASSIGN(options.region, aws::region_of(access.environment));
  }
  if (options.region.empty()) options.region = usual_region;
  return std::unique_ptr<S3Bucket>{new S3Bucket{access, std::move(options)}};
}

S3Bucket::S3Bucket(const Access& access, aws::S3Options options)
    : account_{access.client, access.environment, access.clock, given(access)}, s3_{account_, std::move(options)} {
  object_.acl = access.setting("acl");
  object_.storage_class = access.setting("storageClass");
}

asio::awaitable<Result<std::optional<std::string>>> S3Bucket::sum(aws::S3Place at, fs::path ours) {
  aws::S3Request request;
  request.at = at;
  request.http.headers.set("x-amz-checksum-mode", "ENABLED");
  auto answer = co_await s3_.head(std::move(request));
  if (!answer) co_return answer.error();
  if (answer->status == 404) {
    const auto there = co_await find_bucket(at);
    if (!there) co_return there.error();
    co_return std::optional<std::string>{};
  }
  if (answer->status != 200) co_return aws::refused(*answer, "looking at " + at.text());
  RA_CO_TRY_ASSIGN(auto told, told_sum(ours, *answer));
  if (told) co_return told;
  auto read = co_await read_sum(at);
  co_return read;
}

asio::awaitable<Result<>> S3Bucket::send(aws::S3Place to, fs::path file, std::string name) {
  aws::S3Object object = object_;
  object.content_type = content_type_of(name);
  auto sent = co_await aws::upload(s3_, std::move(to), std::move(file), std::move(object));
  co_return sent;
}

asio::awaitable<Result<>> S3Bucket::remove(aws::S3Place at) {
  aws::S3Request request;
  request.at = at;
  request.http.method = http::Method::delete_;
  request.http.may_repeat = true;
  auto answer = co_await s3_.send(std::move(request));
  if (!answer) co_return answer.error();
  if (answer->status / 100 == 2 || answer->status == 404) co_return Result<>{};
  co_return aws::refused(*answer, "deleting " + at.text());
}

asio::awaitable<Result<std::optional<S3Bucket::Text>>> S3Bucket::read(aws::S3Place at) {
  aws::S3Request request;
  request.at = at;
  request.http.timeout = longest_transfer;
  request.http.max_body = most_s3_text;
  auto answer = co_await s3_.send(std::move(request));
  if (!answer) co_return answer.error();
  if (answer->status == 404) {
    const auto there = co_await find_bucket(at);
    if (!there) co_return there.error();
    co_return std::optional<Text>{};
  }
  if (answer->status != 200) co_return aws::refused(*answer, "reading " + at.text());
  Text text;
  text.text = std::move(answer->body);
  text.etag = answer->headers.get("ETag");
  co_return std::optional<Text>{std::move(text)};
}

asio::awaitable<Result<Answer>> S3Bucket::write(aws::S3Place to, std::string bytes, Condition condition) {
  aws::S3Request request;
  request.at = to;
  request.payload = sha256_of(bytes);
  request.http.method = http::Method::put;
  request.http.may_repeat = true;
  request.http.timeout = longest_transfer;
  request.http.headers.set("Content-Type", content_type_of(to.key));
  request.http.headers.set("Content-MD5", md5_in_base64(bytes));
  if (!object_.acl.empty()) request.http.headers.set("x-amz-acl", object_.acl);
  if (!object_.storage_class.empty()) request.http.headers.set("x-amz-storage-class", object_.storage_class);
  request.http.body = std::move(bytes);
  const bool conditional = s3_.takes_conditions && (condition.if_absent || !condition.if_match.empty());
  if (conditional && condition.if_absent) request.http.headers.set("If-None-Match", "*");
  if (conditional && !condition.if_absent) request.http.headers.set("If-Match", condition.if_match);
  auto answer = co_await s3_.send(request);
  if (answer && answer->status == 501 && conditional) {  // S3's word for a header that it does not know
    s3_.takes_conditions = false;
    request.http.headers.remove("If-None-Match");
    request.http.headers.remove("If-Match");
    answer = co_await s3_.send(request);
  }
  if (!answer) co_return answer.error();
  if (answer->status / 100 == 2) co_return Answer::yes;
  // 409: another one is being written at the same time. 404: what is to be replaced is gone.
  const bool lost = answer->status == 412 || answer->status == 409 || answer->status == 404;
  if (conditional && lost && aws::refusal_of(*answer).code != "NoSuchBucket") co_return Answer::no;
  co_return aws::refused(*answer, "sending " + to.text());
}

// A key that is not there, in a bucket that is not there, looks the same.
asio::awaitable<Result<>> S3Bucket::find_bucket(aws::S3Place at) {
  if (seen_.contains(at.bucket)) co_return Result<>{};
  aws::S3Request request;
  request.at = aws::S3Place{at.bucket, {}};
  request.http.method = http::Method::head;
  auto answer = co_await s3_.send(std::move(request));
  if (!answer) co_return answer.error();
  if (answer->status == 404) {
    const aws::Refusal refusal{"NoSuchBucket", {}, {}};
    co_return aws::to_error(refusal, 404, "looking at s3://" + at.bucket);
  }
  seen_.insert(at.bucket);  // who may not ask is told so by what follows
  co_return Result<>{};
}

asio::awaitable<Result<std::optional<std::string>>> S3Bucket::read_sum(aws::S3Place at) {
  Sum sum;
  aws::S3Request request;
  request.at = at;
  request.http.into = &sum;
  request.http.timeout = longest_transfer;
  request.http.max_body = most_object;
  auto answer = co_await s3_.send(std::move(request));
  if (!answer) co_return answer.error();
  if (answer->status == 404) co_return std::optional<std::string>{};
  if (answer->status != 200) co_return aws::refused(*answer, "reading " + at.text());
  co_return std::optional<std::string>{sum.text()};
}

}  // namespace ra::publish
