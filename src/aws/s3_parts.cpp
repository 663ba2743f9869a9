#include "aws/s3_parts.hpp"

#include "aws/refusal.hpp"
#include "base/base64.hpp"
#include "base/file_reader.hpp"
#include "base/hash.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "http/url.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace asio = boost::asio;

namespace ra::aws {

namespace {

constexpr int most_pages = 1000;

std::uint64_t number_of(const std::string& text) {
  std::uint64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

std::string bare(std::string_view etag) {
  etag = trim(etag);
  if (etag.size() >= 2 && etag.front() == '"' && etag.back() == '"') etag = etag.substr(1, etag.size() - 2);
  return lower(etag);
}

// One page of a list.
asio::awaitable<Result<Element>> page(S3& s3, S3Place at, std::string query, std::string what) {
  S3Request request;
  request.at = std::move(at);
  request.query = std::move(query);
  auto answer = co_await s3.send(std::move(request));
  if (!answer) co_return answer.error();
  if (answer->status != 200) co_return refused(*answer, what);
  co_return parse_xml(answer->body);
}

}  // namespace

Result<Part> part_of(const std::filesystem::path& file, std::uint64_t number, std::uint64_t part_size) {
  Part part;
  part.number = number;
  part.from = (number - 1) * part_size;
  RA_TRY_ASSIGN(FileReader reader, FileReader::open(file, part.from));
  Hasher md5{Hash::md5};
  Hasher sha256{Hash::sha256};
  while (part.bytes < part_size) {
    RA_TRY_ASSIGN(const std::string_view read, reader.next());
    if (read.empty()) break;
    const std::string_view piece = read.substr(0, part_size - part.bytes);
    md5.add(piece);
    sha256.add(piece);
    part.bytes += piece.size();
  }
  part.md5 = md5.bytes();
  part.sha256 = sha256.bytes();
  return part;
}

bool is_same(const Part& ours, const SentPart& theirs) {
  if (theirs.bytes != ours.bytes) return false;
  if (!theirs.checksum.empty()) return theirs.checksum == base64_of(ours.sha256);
  return bare(theirs.etag) == hex_of(ours.md5);
}

asio::awaitable<Result<std::optional<SentParts>>> list_parts(S3& s3, S3Place at, std::string upload) {
  SentParts parts;
  std::string marker;
  const std::string what = "looking at the parts of " + at.text();
  for (int i = 0; i < most_pages; ++i) {
    std::string query = "max-parts=1000";
    if (!marker.empty()) query += "&part-number-marker=" + http::percent_encode(marker);
    query += "&uploadId=" + http::percent_encode(upload);
    const auto root = co_await page(s3, at, std::move(query), what);
    if (!root && root.error().code == Errc::not_found) co_return std::optional<SentParts>{};
    if (!root) co_return root.error();
    for (const auto& one : root->children) {
      if (one.name != "Part") continue;
      parts[number_of(one["PartNumber"].text)] =
          SentPart{number_of(one["Size"].text), one["ETag"].text, one["ChecksumSHA256"].text};
    }
    marker = (*root)["NextPartNumberMarker"].text;
    if ((*root)["IsTruncated"].text != "true" || marker.empty()) co_return std::optional<SentParts>{std::move(parts)};
  }
  co_return error(Errc::internal, what + ": the list does not end");
}

asio::awaitable<Result<std::vector<std::string>>> list_uploads(S3& s3, S3Place at) {
  std::vector<std::string> uploads;
  std::string next;
  const std::string what = "looking for uploads that were begun to " + at.text();
  const S3Place bucket{at.bucket, {}};
  for (int i = 0; i < most_pages; ++i) {
    std::string query = next + "prefix=" + http::percent_encode(at.key) + "&uploads=";
    const auto root = co_await page(s3, bucket, std::move(query), what);
    // Who may send need not be allowed to list, and not every server can.
    if (!root && root.error().code != Errc::transient) co_return uploads;
    if (!root) co_return root.error();
    for (const auto& one : root->children) {
      if (one.name == "Upload" && one["Key"].text == at.key) uploads.push_back(one["UploadId"].text);
    }
    const std::string key = (*root)["NextKeyMarker"].text;
    if ((*root)["IsTruncated"].text != "true" || key.empty()) co_return uploads;
    next = fmt::format("key-marker={}&upload-id-marker={}&", http::percent_encode(key),
                       http::percent_encode((*root)["NextUploadIdMarker"].text));
  }
  co_return uploads;
}

asio::awaitable<Result<>> abort_upload(S3& s3, S3Place at, std::string upload) {
  S3Request request;
  request.http.method = http::Method::delete_;
  request.http.may_repeat = true;
  request.query = "uploadId=" + http::percent_encode(upload);
  const std::string what = "giving up an upload to " + at.text();
  request.at = std::move(at);
  auto answer = co_await s3.send(std::move(request));
  if (!answer) co_return answer.error();
  if (answer->status / 100 == 2 || answer->status == 404) co_return Result<>{};
  co_return refused(*answer, what);
}

}  // namespace ra::aws
