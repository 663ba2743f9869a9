#include "product/site_content.hpp"

#include "archive/deflate.hpp"
#include "base/sha256.hpp"
#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ra::product {

namespace {

constexpr int gzip_level = 6;
constexpr std::size_t worth_packing = 1000;
constexpr std::size_t digits_of_etag = 24;

// Scripts and styles of ours alone, and what is asked for goes to us alone. Other kinds of content do nothing at all.
constexpr const char* page_policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'";
constexpr const char* other_policy = "default-src 'none'; frame-ancestors 'none'; sandbox";

bool takes_gzip(const http::Incoming& request) {
  const std::string accepted = lower(request.headers.get("accept-encoding"));
  for (const std::string_view one : split(accepted, ',')) {
    const auto words = split(one, ';');
    if (trim(words.front()) != "gzip") continue;
    const std::string_view weight = words.size() > 1 ? trim(words[1]) : "q=1";
    return weight.find_first_of("123456789") != std::string_view::npos;
  }
  return false;
}

// If-None-Match: a list, compared weakly (RFC 9110, 13.1.2).
bool has_it(const http::Incoming& request, const std::string& etag) {
  const std::string_view list = request.headers.get("if-none-match");
  for (std::string_view one : split(list, ',')) {
    one = trim(one);
    if (one.starts_with("W/")) one.remove_prefix(2);
    if (one == "*" || one == "\"" + etag + "\"" || one == "\"" + etag + "-gzip\"") return true;
  }
  return false;
}

int status_of(Errc code) {
  switch (code) {
    case Errc::usage: return 400;
    case Errc::not_found: return 404;
    case Errc::unauthorized: return 403;
    case Errc::conflict:
    case Errc::failed_ci: return 409;
    case Errc::config: return 502;
    case Errc::transient:
    case Errc::uncertain:
    case Errc::unavailable:
    case Errc::rate_limited: return 503;
    default: return 500;
  }
}

}  // namespace

SiteContent site_content(std::string text, const char* type) {
  SiteContent content;
  content.type = type;
  content.etag = sha256_of(text).substr(0, digits_of_etag);
  if (text.size() >= worth_packing) {
    // Not filled before: a system gives memory only where it is written, and it is written a tenth.
    const std::size_t room = text.size() - text.size() / 10;
    const auto packed = std::make_unique_for_overwrite<char[]>(room);
    const std::size_t size = archive::gzip_whole(gzip_level, text, packed.get(), room);
    if (size > 0) content.gzip = std::make_shared<const std::string>(packed.get(), size);
  }
  content.plain = std::make_shared<const std::string>(std::move(text));
  return content;
}

http::Reply reply_with(const SiteContent& content, const http::Incoming& request) {
  const bool packed = content.gzip && takes_gzip(request);
  http::Reply reply;
  reply.headers.set("Content-Type", content.type);
  reply.headers.set("Cache-Control", "no-cache");
  reply.headers.set("Vary", "Accept-Encoding");
  reply.headers.set("ETag", fmt::format("\"{}{}\"", content.etag, packed ? "-gzip" : ""));
  if (has_it(request, content.etag)) {
    reply.status = 304;
    return reply;
  }
  if (packed) reply.headers.set("Content-Encoding", "gzip");
  reply.body = packed ? content.gzip : content.plain;
  return reply;
}

http::Reply guarded(http::Reply reply) {
  const bool page = reply.headers.get("Content-Type").starts_with("text/html");
  reply.headers.set("Content-Security-Policy", page ? page_policy : other_policy);
  reply.headers.set("X-Content-Type-Options", "nosniff");
  reply.headers.set("X-Frame-Options", "DENY");
  reply.headers.set("Referrer-Policy", "no-referrer");
  reply.headers.set("Cross-Origin-Resource-Policy", "same-origin");
  reply.headers.set("Cross-Origin-Opener-Policy", "same-origin");
  return reply;
}

http::Reply json_reply(int status, const json::Value& value) {
  return http::text_reply(status, json::dump(value) + "\n", "application/json");
}

http::Reply error_reply(const Error& problem) {
  json::Value value = json::Value::object();
  value.set("error", problem.message);
  if (!problem.hint.empty()) value.set("hint", problem.hint);
  http::Reply reply = json_reply(status_of(problem.code), value);
  if (reply.status == 503) reply.headers.set("Retry-After", "10");
  return reply;
}

http::Reply error_reply(int status, std::string message) {
  json::Value value = json::Value::object();
  value.set("error", std::move(message));
  return json_reply(status, value);
}

}  // namespace ra::product
