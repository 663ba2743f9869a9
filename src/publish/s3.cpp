#include "aws/account.hpp"
#include "aws/profile.hpp"
#include "aws/refusal.hpp"
#include "aws/s3_upload.hpp"
#include "base/base64.hpp"
#include "base/hash.hpp"
#include "base/sha256.hpp"
#include "base/try.hpp"
#include "publish/content_type.hpp"
#include "publish/destination.hpp"
#include "publish/sum.hpp"

#include <fmt/format.h>

#include <set>

namespace asio = boost::asio;

// Amazon S3, and any server that speaks as it does.
namespace ra::publish {

namespace {

constexpr std::uint64_t most_object = std::uint64_t{1} << 50U;
constexpr std::string_view usual_region = "us-east-1";

std::optional<aws::Credentials> given(const Access& access) {
  if (access.user.empty() || access.password.empty()) return std::nullopt;
  return aws::Credentials{access.user, access.password, {}, {}};
}

class S3Bucket final : public Destination {
 public:
  S3Bucket(const Access& access, aws::S3Options options)
      : account_{access.client, access.environment, access.clock, given(access)}, s3_{account_, std::move(options)} {
    object_.acl = access.setting("acl");
    object_.storage_class = access.setting("storageClass");
  }

  std::size_t at_once() const override { return usually_at_once; }

  asio::awaitable<Result<std::optional<std::string>>> look(const Item& item) override {
    RA_CO_TRY_ASSIGN(const aws::S3Place at, aws::parse_s3(item.where));
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
    RA_CO_TRY_ASSIGN(auto told, told_sum(item, *answer));
    if (told) co_return told;
    auto read = co_await read_sum(at);
    co_return read;
  }

  asio::awaitable<Result<>> send(const Item& item) override {
    RA_CO_TRY_ASSIGN(aws::S3Place to, aws::parse_s3(item.where));
    aws::S3Object object = object_;
    object.content_type = content_type_of(item.name);
    auto sent = co_await aws::upload(s3_, std::move(to), item.file, std::move(object));
    co_return sent;
  }

  std::string undoing(const Item& item) const override {
    return fmt::format("deletes {} as long as its content is ours", item.where);
  }

  asio::awaitable<Result<>> undo(const Item& item) override {
    RA_CO_TRY_ASSIGN(const std::string ours, sha256_of_file(item.file));
    auto there = co_await look(item);
    if (!there) co_return there.error();
    if (!*there) co_return Result<>{};
    if (**there != ours)
      co_return error(Errc::conflict,
                      fmt::format("{} has other content: sha256:{}, ours is sha256:{}", item.where, **there, ours),
                      "it is not deleted: it is not what was published from here");
    RA_CO_TRY_ASSIGN(const aws::S3Place at, aws::parse_s3(item.where));
    aws::S3Request request;
    request.at = at;
    request.http.method = http::Method::delete_;
    request.http.may_repeat = true;
    auto answer = co_await s3_.send(std::move(request));
    if (!answer) co_return answer.error();
    if (answer->status / 100 == 2 || answer->status == 404) co_return Result<>{};
    co_return aws::refused(*answer, "deleting " + at.text());
  }

 private:
  // A key that is not there, in a bucket that is not there, looks the same.
  asio::awaitable<Result<>> find_bucket(aws::S3Place at) {
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

  // The sum that the server has made itself of what it got, as far as it says one. That of an object in parts is a sum
  // of sums: when it is the one that our file has in the same parts, it is our file.
  static Result<std::optional<std::string>> told_sum(const Item& item, const http::Response& answer) {
    const std::string told{answer.headers.get("x-amz-checksum-sha256")};
    if (told.empty()) return std::optional<std::string>{};
    if (told.find('-') == std::string::npos) {
      const auto bytes = from_base64(told);
      if (!bytes || bytes->size() != 32) return std::optional<std::string>{};
      return std::optional<std::string>{hex_of(*bytes)};
    }
    RA_TRY_ASSIGN(const std::string ours, aws::composite_sum_of(item.file));
    if (told != ours) return std::optional<std::string>{};
    RA_TRY_ASSIGN(std::string sum, sha256_of_file(item.file));
    return std::optional<std::string>{std::move(sum)};
  }

  asio::awaitable<Result<std::optional<std::string>>> read_sum(aws::S3Place at) {
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

  aws::Account account_;
  aws::S3 s3_;
  aws::S3Object object_;
  std::set<std::string> seen_;  // buckets that are there
};

}  // namespace

Made s3_destination(const Access& access) {
  aws::S3Options options;
  options.endpoint = access.setting("endpoint");
  while (options.endpoint.ends_with('/')) options.endpoint.pop_back();
  if (options.endpoint.empty()) options.endpoint = aws::endpoint_of(access.environment, "s3");
  options.region = access.setting("region");
  if (options.region.empty()) {
    RA_TRY_ASSIGN(options.region, aws::region_of(access.environment));
  }
  if (options.region.empty()) options.region = usual_region;
  return std::make_unique<S3Bucket>(access, std::move(options));
}

}  // namespace ra::publish
