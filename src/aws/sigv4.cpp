#include "aws/sigv4.hpp"

#include "base/hash.hpp"
#include "base/sha256.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "http/url.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <map>
#include <vector>

namespace ra::aws {

namespace {

constexpr std::string_view algorithm = "AWS4-HMAC-SHA256";

std::string time_text(const Signing& signing) {  // 20150830T123600Z
  std::string text = format_utc(signing.time);
  std::erase_if(text, [](char c) { return c == '-' || c == ':'; });
  return text;
}

std::string scope(const Signing& signing) {
  return fmt::format("{}/{}/{}/aws4_request", time_text(signing).substr(0, 8), signing.region, signing.service);
}

std::string encode_but(std::string_view text, char kept) {
  std::string encoded;
  for (std::size_t begin = 0;;) {
    const std::size_t end = text.find(kept, begin);
    encoded += http::percent_encode(text.substr(begin, end - begin));
    if (end == std::string_view::npos) return encoded;
    encoded += kept;
    begin = end + 1;
  }
}

// RFC 3986 5.2.4, and no empty segments.
std::string without_dots(std::string_view path) {
  std::vector<std::string_view> kept;
  for (const std::string_view part : split(path, '/')) {
    if (part.empty() || part == ".") continue;
    if (part != "..") {
      kept.push_back(part);
    } else if (!kept.empty()) {
      kept.pop_back();
    }
  }
  const bool open = path.ends_with('/') && !kept.empty();
  return fmt::format("/{}{}", fmt::join(kept, "/"), open ? "/" : "");
}

std::string canonical_path(std::string_view path, bool as_written) {
  if (path.empty()) return "/";
  if (!as_written) return encode_but(without_dots(path), '/');
  std::string encoded;
  for (std::size_t begin = 0;;) {  // encoded already; what is not is made so
    const std::size_t end = path.find('%', begin);
    encoded += encode_but(path.substr(begin, end - begin), '/');
    if (end == std::string_view::npos) return encoded;
    encoded += '%';
    begin = end + 1;
  }
}

std::string canonical_query(std::string_view query) {
  if (query.empty()) return {};
  std::vector<std::pair<std::string, std::string>> pairs;
  for (const std::string_view part : split(query, '&')) {
    const std::size_t equals = std::min(part.find('='), part.size());
    const std::string_view value = part.substr(std::min(equals + 1, part.size()));
    pairs.emplace_back(encode_but(part.substr(0, equals), '%'), encode_but(value, '%'));
  }
  std::ranges::sort(pairs);
  std::string text;
  for (const auto& [name, value] : pairs) text += fmt::format("{}{}={}", text.empty() ? "" : "&", name, value);
  return text;
}

// Blanks and line ends within become one blank.
std::string one_blank(std::string_view value) {
  std::string text;
  for (const char c : trim(value)) {
    const bool blank = c == ' ' || c == '\t' || c == '\r' || c == '\n';
    if (!blank) text += c;
    if (blank && !text.ends_with(' ')) text += ' ';
  }
  return text;
}

// What is between us and the server may change these.
bool is_signed(std::string_view name) {
  static constexpr std::array<std::string_view, 6> not_signed{"authorization", "user-agent",      "connection",
                                                              "expect",        "x-amzn-trace-id", "transfer-encoding"};
  return std::ranges::find(not_signed, name) == not_signed.end();
}

std::map<std::string, std::string> signed_headers(const http::Headers& headers) {
  std::map<std::string, std::string> all;
  for (const auto& [name, value] : headers.all()) {
    const std::string small = lower(name);
    if (!is_signed(small)) continue;
    std::string& text = all[small];
    if (!text.empty()) text += ',';
    text += one_blank(value);
  }
  return all;
}

std::string signed_names(const http::Headers& headers) {
  std::string names;
  for (const auto& [name, value] : signed_headers(headers)) names += (names.empty() ? "" : ";") + name;
  return names;
}

std::pair<std::string_view, std::string_view> parts_of(std::string_view target) {
  const std::size_t mark = target.find('?');
  if (mark == std::string_view::npos) return {target, {}};
  return {target.substr(0, mark), target.substr(mark + 1)};
}

}  // namespace

const std::string_view empty_payload = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

std::string canonical_request(const Message& message, const Signing& signing) {
  const auto [path, query] = parts_of(message.target);
  std::string headers;
  for (const auto& [name, value] : signed_headers(message.headers)) headers += fmt::format("{}:{}\n", name, value);
  return fmt::format("{}\n{}\n{}\n{}\n{}\n{}", http::to_string(message.method), canonical_path(path, signing.s3),
                     canonical_query(query), headers, signed_names(message.headers), message.payload);
}

std::string string_to_sign(const Message& message, const Signing& signing) {
  return fmt::format("{}\n{}\n{}\n{}", algorithm, time_text(signing), scope(signing),
                     sha256_of(canonical_request(message, signing)));
}

std::string signature(const Message& message, const Signing& signing, const Secret& secret_key) {
  std::string key = hmac_sha256("AWS4" + secret_key.reveal(), time_text(signing).substr(0, 8));
  key = hmac_sha256(key, signing.region);
  key = hmac_sha256(key, signing.service);
  key = hmac_sha256(key, "aws4_request");
  return hex_of(hmac_sha256(key, string_to_sign(message, signing)));
}

Result<> sign(http::Request& request, const Credentials& credentials, const Signing& signing, std::string payload) {
  RA_TRY_ASSIGN(const http::Url url, http::parse_url(request.url));
  request.headers.set("X-Amz-Date", time_text(signing));
  if (!credentials.session_token.empty())
    request.headers.set("X-Amz-Security-Token", credentials.session_token.reveal());
  if (signing.s3) request.headers.set("X-Amz-Content-Sha256", payload);
  Message message{request.method, url.target, request.headers, std::move(payload)};
  message.headers.set("Host", url.authority());
  request.headers.set(
      "Authorization",
      fmt::format("{} Credential={}/{}, SignedHeaders={}, Signature={}", algorithm, credentials.access_key,
                  scope(signing), signed_names(message.headers), signature(message, signing, credentials.secret_key)));
  return {};
}

void prepare_presigning(Message& message, const Credentials& credentials, const Signing& signing,
                        std::chrono::seconds valid) {
  std::string& target = message.target;
  target += target.find('?') == std::string::npos ? '?' : '&';
  target += fmt::format("X-Amz-Algorithm={}&X-Amz-Credential={}&X-Amz-Date={}&X-Amz-Expires={}", algorithm,
                        http::percent_encode(credentials.access_key + "/" + scope(signing)), time_text(signing),
                        valid.count());
  if (!credentials.session_token.empty())
    target += "&X-Amz-Security-Token=" + http::percent_encode(credentials.session_token.reveal());
  target += "&X-Amz-SignedHeaders=" + http::percent_encode(signed_names(message.headers));
}

Result<std::string> presigned(const http::Request& request, const Credentials& credentials, const Signing& signing,
                              std::chrono::seconds valid, std::string payload) {
  RA_TRY_ASSIGN(const http::Url url, http::parse_url(request.url));
  Message message{request.method, url.target, request.headers, std::move(payload)};
  message.headers.set("Host", url.authority());
  prepare_presigning(message, credentials, signing, valid);
  const std::string proof = signature(message, signing, credentials.secret_key);
  return fmt::format("{}://{}{}&X-Amz-Signature={}", url.scheme, url.authority(), message.target, proof);
}

}  // namespace ra::aws
