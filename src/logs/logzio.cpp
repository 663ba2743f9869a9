#include "logs/receiver.hpp"

#include "archive/deflate.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "http/url.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace asio = boost::asio;

namespace ra::logs {

namespace {

// docs.logz.io, "Bulk uploads over HTTP/S": a body of at most 10 MB, before it is packed, and a line of at most
// 500,000 bytes.
constexpr std::uint64_t listener_body = 10'485'760;
constexpr std::uint64_t listener_line = 500'000;
constexpr int body_level = 1;

std::string packed(const std::string& text) {
  std::string out(text.size() + text.size() / 8192 + 64, '\0');
  out.resize(archive::gzip_whole(body_level, text, out.data(), out.size()));
  return out;
}

class Logzio final : public Receiver {
 public:
  explicit Logzio(LogzioAccess access) : access_{std::move(access)} {}

  std::string_view name() const override { return "logzio"; }
  Limits limits() const override { return {listener_body, listener_line}; }
  bool knows_what_it_has() const override { return false; }

  asio::awaitable<Result<Delivered>> send(std::vector<std::string_view> lines) override {
    Delivered all;
    std::vector<std::vector<std::string_view>> waiting{std::move(lines)};
    while (!waiting.empty()) {
      const auto some = std::move(waiting.back());
      waiting.pop_back();
      const auto answer = co_await post(some);
      if (!answer) co_return without_address(answer.error());
      if (answer->status == body_too_large && some.size() > 1) {
        const auto half = some.begin() + static_cast<std::ptrdiff_t>(some.size() / 2);
        waiting.emplace_back(half, some.end());
        waiting.emplace_back(some.begin(), half);
        continue;
      }
      const auto counted = take(all, *answer, some.size());
      if (!counted) co_return counted.error();
    }
    co_return all;
  }

 private:
  asio::awaitable<Result<http::Response>> post(std::vector<std::string_view> lines) {
    std::string text;
    for (const auto line : lines) text += line;
    http::Request request;
    request.method = http::Method::post;
    // The token is a part of the address: neither is ever shown.
    request.url = fmt::format("{}/?token={}&type={}", trimmed(access_.url),
                              http::percent_encode(access_.token.reveal()), http::percent_encode(access_.type));
    request.headers.set("Content-Type", "text/plain");
    request.headers.set("Content-Encoding", "gzip");
    request.body = packed(text);
    request.timeout = std::chrono::minutes{2};
    co_return co_await access_.client.send(request);
  }

  static std::string trimmed(std::string url) {
    while (url.ends_with('/')) url.pop_back();
    return url;
  }

  static Error without_address(const Error& e) {
    if (e.code == Errc::uncertain) return error(Errc::uncertain, "logz.io: no answer came to a body", e.hint);
    return with_context(e, "logz.io");
  }

  // 400 tells how many lines were taken and how many were not. Those that were must not come again, and the others
  // would not be taken another time either.
  static Result<> take(Delivered& all, const http::Response& answer, std::size_t count) {
    if (answer.status / 100 == 2) {
      all.accepted += count;
      return {};
    }
    if (answer.status == body_too_large) {
      ++all.refused;
      all.why = "a line is too large";
      return {};
    }
    if (answer.status == 401 || answer.status == 403) {
      return error(Errc::unauthorized, "logz.io refused the token",
                   "it is the shipping token of the account, not an API token");
    }
    const auto body = json::parse(answer.body);
    if (answer.status != 400 || !body || !body->find("successfulLines")) {
      const Errc code = answer.status >= 500 ? Errc::unavailable : Errc::internal;
      return error(code, fmt::format("logz.io answered {}", answer.status),
                   "run the same command again: it goes on where it stopped");
    }
    const auto of = [&](const char* key) {
      return static_cast<std::size_t>(
          std::clamp<std::int64_t>((*body)[key].as_int(), 0, static_cast<std::int64_t>(count)));
    };
    const std::size_t accepted = of("successfulLines");
    all.accepted += accepted;
    all.refused += count - accepted;
    all.why = fmt::format("{} malformed, {} too long, {} empty", of("malformedLines"), of("oversizedLines"),
                          of("emptyLogLines"));
    return {};
  }

  LogzioAccess access_;
};

}  // namespace

std::unique_ptr<Receiver> make_logzio(LogzioAccess access) { return std::make_unique<Logzio>(std::move(access)); }

Result<> may_hold_a_secret(const std::string& url) {
  RA_TRY_ASSIGN(const auto parsed, http::parse_url(url));
  if (parsed.scheme == "https" || http::is_loopback(parsed.host)) return {};
  return error(Errc::config, fmt::format("{}: no token is sent over plain http", http::redact_url(url)),
               "write https://");
}

}  // namespace ra::logs
