#include "aws/s3_upload.hpp"

#include "aws/refusal.hpp"
#include "aws/s3_parts.hpp"
#include "aws/xml.hpp"
#include "base/base64.hpp"
#include "base/hash.hpp"
#include "base/parallel.hpp"
#include "base/sha256.hpp"
#include "base/try.hpp"
#include "http/url.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace asio = boost::asio;
namespace fs = std::filesystem;

namespace ra::aws {

namespace {

constexpr std::size_t at_a_time = 4;
constexpr Duration longest = std::chrono::hours{1};  // of one part
constexpr std::uint64_t one_mib = 1U << 20U;

void describe(http::Request& request, const S3Object& object) {
  if (!object.content_type.empty()) request.headers.set("Content-Type", object.content_type);
  if (!object.acl.empty()) request.headers.set("x-amz-acl", object.acl);
  if (!object.storage_class.empty()) request.headers.set("x-amz-storage-class", object.storage_class);
}

// What the server is to compare with what it gets.
void carry(S3Request& request, const fs::path& file, const Part& part) {
  request.http.method = http::Method::put;
  request.http.may_repeat = true;
  request.http.timeout = longest;
  request.http.body_file = file;
  request.http.file_from = part.from;
  request.http.file_bytes = part.bytes;
  request.http.headers.set("Content-MD5", base64_of(part.md5));
  request.http.headers.set("x-amz-checksum-sha256", base64_of(part.sha256));
  request.payload = hex_of(part.sha256);
}

asio::awaitable<Result<>> put(S3& s3, S3Place to, fs::path file, S3Object object, std::uint64_t size) {
  RA_CO_TRY_ASSIGN(const Part part, part_of(file, 1, std::max<std::uint64_t>(size, 1)));
  S3Request request;
  request.at = to;
  carry(request, file, part);
  describe(request.http, object);
  // A server that knows it keeps two who send at once from overwriting each other.
  const bool conditional = s3.takes_conditions;
  if (conditional) request.http.headers.set("If-None-Match", "*");
  auto answer = co_await s3.send(request);
  if (answer && answer->status == 501 && conditional) {  // S3's word for a header that it does not know
    s3.takes_conditions = false;
    request.http.headers.remove("If-None-Match");
    answer = co_await s3.send(request);
  }
  if (!answer) co_return answer.error();
  if (answer->status / 100 == 2) co_return Result<>{};
  co_return refused(*answer, "sending " + to.text());
}

// One upload in parts.
class Upload {
 public:
  Upload(S3& s3, S3Place to, fs::path file, S3Object object, std::uint64_t size, std::uint64_t part_size)
      : s3_{s3},
        to_{std::move(to)},
        file_{std::move(file)},
        object_{std::move(object)},
        part_size_{part_size},
        count_{(size + part_size - 1) / part_size} {}

  asio::awaitable<Result<>> run() {
    auto begun = co_await go_on();
    if (!begun) co_return begun.error();
    if (id_.empty()) {
      auto made = co_await create();
      if (!made) co_return made.error();
    }
    auto sent = co_await send_parts();
    if (sent) sent = co_await complete();
    if (sent) co_return Result<>{};
    // Parts that nobody sees cost their owner money.
    const auto given_up = co_await abort_upload(s3_, to_, id_);
    if (!given_up)
      co_return error(
          sent.error().code,
          fmt::format("{}; and what was begun is left over: {}", sent.error().message, given_up.error().message),
          "run it again: it goes on with it, or takes it away");
    co_return sent;
  }

 private:
  // Takes up what an earlier run began, and gives up the rest of it.
  asio::awaitable<Result<>> go_on() {
    auto uploads = co_await list_uploads(s3_, to_);
    if (!uploads) co_return uploads.error();
    for (const std::string& upload : *uploads) {
      auto parts = co_await list_parts(s3_, to_, upload);
      if (!parts) co_return parts.error();
      if (!*parts) continue;
      RA_CO_TRY_ASSIGN(const bool ours, all_same(**parts));
      if (ours && id_.empty()) {
        id_ = upload;
        sent_ = **parts;
        continue;
      }
      const auto given_up = co_await abort_upload(s3_, to_, upload);
      if (!given_up) co_return given_up.error();
    }
    co_return Result<>{};
  }

  Result<bool> all_same(const SentParts& parts) const {
    for (const auto& [number, there] : parts) {
      if (number == 0 || number > count_) return false;
      RA_TRY_ASSIGN(const Part part, part_of(file_, number, part_size_));
      if (!is_same(part, there)) return false;
    }
    return true;
  }

  asio::awaitable<Result<>> create() {
    S3Request request;
    request.at = to_;
    request.query = "uploads=";
    request.http.method = http::Method::post;
    request.http.headers.set("x-amz-checksum-algorithm", "SHA256");
    describe(request.http, object_);
    auto answer = co_await s3_.send(std::move(request));
    if (!answer) co_return answer.error();
    if (answer->status != 200) co_return refused(*answer, "beginning to send " + to_.text());
    RA_CO_TRY_ASSIGN(const Element root, parse_xml(answer->body));
    id_ = root["UploadId"].text;
    if (id_.empty()) co_return error(Errc::internal, fmt::format("{}: the server answers no UploadId", to_.text()));
    co_return Result<>{};
  }

  asio::awaitable<Result<>> send_parts() {
    const EachOne work = [this](std::size_t index) { return send_part(index + 1); };
    co_await in_parallel(count_, at_a_time, work);
    if (failed_) co_return *failed_;
    co_return Result<>{};
  }

  asio::awaitable<void> send_part(std::uint64_t number) {
    if (failed_ || sent_.contains(number)) co_return;
    const auto part = part_of(file_, number, part_size_);
    if (!part) {
      failed_ = part.error();
      co_return;
    }
    S3Request request;
    request.at = to_;
    request.query = fmt::format("partNumber={}&uploadId={}", number, http::percent_encode(id_));
    carry(request, file_, *part);
    const auto answer = co_await s3_.send(std::move(request));
    if (!answer) {
      failed_ = answer.error();
    } else if (answer->status / 100 != 2) {
      failed_ = refused(*answer, fmt::format("sending part {} of {} of {}", number, count_, to_.text()));
    } else {
      sent_[number] = SentPart{part->bytes, std::string{answer->headers.get("ETag")},
                               std::string{answer->headers.get("x-amz-checksum-sha256")}};
    }
  }

  asio::awaitable<Result<>> complete() {
    S3Request request;
    request.at = to_;
    request.query = "uploadId=" + http::percent_encode(id_);
    request.http.method = http::Method::post;
    request.http.timeout = longest;  // S3 puts large objects together for minutes
    request.http.headers.set("Content-Type", "application/xml");
    request.http.body = "<CompleteMultipartUpload xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">";
    for (const auto& [number, part] : sent_) {
      request.http.body +=
          fmt::format("<Part><PartNumber>{}</PartNumber><ETag>{}</ETag>", number, escape_xml(part.etag));
      if (!part.checksum.empty())
        request.http.body += fmt::format("<ChecksumSHA256>{}</ChecksumSHA256>", escape_xml(part.checksum));
      request.http.body += "</Part>";
    }
    request.http.body += "</CompleteMultipartUpload>";
    request.payload = sha256_of(request.http.body);
    auto answer = co_await s3_.send(std::move(request));
    if (!answer) co_return answer.error();
    const std::string what = "putting together " + to_.text();
    if (answer->status != 200) co_return refused(*answer, what);
    // S3 says 200 first and thinks then: what is wrong stands in the text.
    if (const Refusal refusal = refusal_of(*answer); !refusal.code.empty())
      co_return to_error(refusal, answer->status, what);
    co_return Result<>{};
  }

  S3& s3_;
  S3Place to_;
  fs::path file_;
  S3Object object_;
  std::uint64_t part_size_;
  std::uint64_t count_;
  std::string id_;
  SentParts sent_;
  std::optional<Error> failed_;
};

Result<std::uint64_t> size_of(const fs::path& file) {
  std::error_code ec;
  const std::uint64_t size = fs::file_size(file, ec);
  if (ec) return error(Errc::config, fmt::format("cannot read {}: {}", file.string(), ec.message()));
  return size;
}

}  // namespace

Result<std::uint64_t> part_size_of(std::uint64_t file_size) {
  if (file_size <= usual_part * most_parts) return usual_part;
  const std::uint64_t least = (file_size + most_parts - 1) / most_parts;
  const std::uint64_t size = (least + one_mib - 1) / one_mib * one_mib;
  if (size <= most_part) return size;
  return error(Errc::config, fmt::format("{} bytes are more than S3 takes of one file", file_size));
}

Result<std::string> composite_sum_of(const fs::path& file) {
  RA_TRY_ASSIGN(const std::uint64_t size, size_of(file));
  RA_TRY_ASSIGN(const std::uint64_t part_size, part_size_of(size));
  const std::uint64_t count = (size + part_size - 1) / part_size;
  Hasher whole{Hash::sha256};
  for (std::uint64_t number = 1; number <= count; ++number) {
    RA_TRY_ASSIGN(const Part part, part_of(file, number, part_size));
    whole.add(part.sha256);
  }
  return fmt::format("{}-{}", base64_of(whole.bytes()), count);
}

asio::awaitable<Result<>> upload(S3& s3, S3Place to, fs::path file, S3Object object) {
  RA_CO_TRY_ASSIGN(const std::uint64_t size, size_of(file));
  RA_CO_TRY_ASSIGN(const std::uint64_t part_size, part_size_of(size));
  if (size <= part_size) {
    auto sent = co_await put(s3, std::move(to), std::move(file), std::move(object), size);
    co_return sent;
  }
  Upload parts{s3, std::move(to), std::move(file), std::move(object), size, part_size};
  auto sent = co_await parts.run();
  co_return sent;
}

}  // namespace ra::aws
