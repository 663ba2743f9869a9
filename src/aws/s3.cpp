#include "aws/s3.hpp"

#include "aws/profile.hpp"
#include "aws/refusal.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "http/url.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace asio = boost::asio;

namespace ra::aws {

namespace {

constexpr std::size_t longest_key = 1024;  // S3: bytes of UTF-8

// docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html; other servers allow more.
bool is_bucket(std::string_view text) {
  const auto plain = [](char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_'; };
  return !text.empty() && text.size() <= 255 && text != "." && text != ".." && std::ranges::all_of(text, plain);
}

// A name with a dot is under no certificate of *.s3.amazonaws.com, and small letters alone make a host.
bool is_host_label(std::string_view bucket) {
  return std::ranges::all_of(bucket,
                             [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
}

std::string encoded_path(std::string_view key) {
  std::string path;
  for (const std::string_view part : split(key, '/')) path += "/" + http::percent_encode(part);
  return path;
}

}  // namespace

Result<S3Place> parse_s3(std::string_view text) {
  constexpr std::string_view scheme = "s3://";
  const std::string hint = "such as s3://bucket/{version}/{file}";
  if (!text.starts_with(scheme))
    return error(Errc::config, fmt::format("`{}` is no place in S3", one_line(text)), hint);
  const std::string_view rest = text.substr(scheme.size());
  const std::size_t slash = std::min(rest.find('/'), rest.size());
  S3Place place{std::string{rest.substr(0, slash)}, std::string{rest.substr(std::min(slash + 1, rest.size()))}};
  if (!is_bucket(place.bucket))
    return error(Errc::config, fmt::format("`{}` is no name of a bucket", one_line(place.bucket, 80)), hint);
  if (place.key.empty()) return error(Errc::config, fmt::format("`{}` names no key", one_line(text)), hint);
  if (place.key.size() > longest_key)
    return error(Errc::config, fmt::format("{} is longer than the {} bytes of a key", one_line(text), longest_key));
  return place;
}

S3::S3(Account& account, S3Options options) : account_{account}, options_{std::move(options)} {}

std::string S3::url_of(const S3Place& at, std::string_view query) const {
  const std::string path = at.key.empty() ? "/" : encoded_path(at.key);
  const std::string asked = query.empty() ? std::string{} : fmt::format("?{}", query);
  if (!options_.endpoint.empty()) return fmt::format("{}/{}{}{}", options_.endpoint, at.bucket, path, asked);
  const std::string host = fmt::format("s3.{}.{}", options_.region, domain_of(options_.region));
  if (!is_host_label(at.bucket)) return fmt::format("https://{}/{}{}{}", host, at.bucket, path, asked);
  return fmt::format("https://{}.{}{}{}", at.bucket, host, path, asked);
}

// PermanentRedirect, AuthorizationHeaderMalformed and IllegalLocationConstraintException say it in their text,
// and S3 in a header, which HEAD gets too.
bool S3::learns_region(const http::Response& answer, const std::string& asked) {
  const int status = answer.status;
  if (status != 301 && status != 307 && status != 400 && status != 403) return false;
  std::string region = refusal_of(answer).region;
  const auto plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
  if (region.empty() || region == asked || !std::ranges::all_of(region, plain)) return false;
  options_.region = std::move(region);
  return true;
}

asio::awaitable<Result<http::Response>> S3::send(S3Request request) {
  for (bool again = false;; again = true) {
    http::Request next = request.http;
    next.url = url_of(request.at, request.query);
    next.follow = false;  // another host wants another signature
    const std::string asked = options_.region;
    Scope scope{asked, "s3", true};
    auto answer = co_await account_.send(std::move(next), std::move(scope), request.payload);
    if (!answer || again || !learns_region(*answer, asked)) co_return answer;
  }
}

asio::awaitable<Result<http::Response>> S3::head(S3Request request) {
  request.http.method = http::Method::head;
  auto answer = co_await send(request);
  if (!answer || answer->status < 400 || answer->status == 404) co_return answer;
  request.http.method = http::Method::get;
  request.http.headers.set("Range", "bytes=0-0");
  auto reason = co_await send(request);
  if (!reason || reason->status < 400) co_return answer;
  co_return reason;
}

}  // namespace ra::aws
