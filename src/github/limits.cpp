// What GitHub's refusals mean (docs.github.com, "Rate limits for the REST API", "Best practices", "Troubleshooting").
#include "base/text.hpp"
#include "github/api.hpp"
#include "http/retrying.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <span>

namespace ra::github {

namespace {

constexpr std::chrono::seconds at_least{60};  // GitHub: a secondary limit without a time is at least a minute
constexpr std::chrono::minutes at_most{8};
constexpr std::chrono::hours a_year{365 * 24};      // longer than anybody's patience; no sum with it overflows
constexpr std::int64_t end_of_time = 253402300799;  // 9999-12-31T23:59:59Z
constexpr std::size_t most_reasons = 10;

std::optional<std::int64_t> whole(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (ec != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::string said(const http::Response& response) {
  const auto body = json::parse(response.body);
  if (!body) return {};
  std::string reasons = reasons_of(*body);
  std::string message = one_line((*body)["message"].as_string(), 300);
  if (message.empty()) return reasons;
  return reasons.empty() ? message : fmt::format("{} ({})", message, reasons);
}

}  // namespace

Result<http::Response> accepted(Result<http::Response> answer, std::string_view what) {
  if (answer && (answer->status < 200 || answer->status >= 300)) return refusal(*answer, what);
  return answer;
}

std::string reasons_of(const json::Value& body) {
  const json::Value& errors = body["errors"];
  if (errors.is_string()) return one_line(errors.as_string(), 300);
  std::string all;
  const std::size_t size = errors.items().size();
  for (const auto& one : std::span{errors.items()}.first(std::min(size, most_reasons))) {
    std::string reason = one.is_string() ? one.as_string() : one["message"].as_string();
    if (reason.empty()) reason = fmt::format("{} {}", one["field"].as_string(), one["code"].as_string());
    if (!all.empty()) all += "; ";
    all += one_line(reason, 200);
  }
  return size > most_reasons ? fmt::format("{}; and {} more", all, size - most_reasons) : all;
}

std::optional<Duration> pause_of(const http::Response& response, WallTime now, int strikes) {
  if (response.status != 403 && response.status != 429) return std::nullopt;
  if (const auto asked = http::parse_retry_after(response.headers.get("Retry-After"), now)) return asked;
  if (response.headers.get("x-ratelimit-remaining") == "0") {
    const auto reset = whole(response.headers.get("x-ratelimit-reset"));
    if (!reset) return at_least;
    const WallTime then{std::chrono::seconds{std::clamp<std::int64_t>(*reset, 0, end_of_time)}};
    return std::clamp<Duration>(then - now, std::chrono::seconds{1}, a_year);
  }
  const bool secondary = lower(said(response)).find("secondary rate limit") != std::string::npos;
  if (response.status == 403 && !secondary) return std::nullopt;
  return std::min<Duration>(at_least * (1 << std::min(strikes, 4)), at_most);
}

Error refusal(const http::Response& response, std::string_view what) {
  const std::string message = said(response);
  const std::string because = message.empty() ? message : ": " + message;
  const int status = response.status;
  if (status == 401) {
    return error(
        Errc::unauthorized, "GitHub refused the token" + because,
        "GITHUB_TOKEN is wrong or has expired; in a workflow pass it on with `GITHUB_TOKEN: ${{ github.token }}`");
  }
  if (status == 403) {
    return error(Errc::unauthorized, fmt::format("{}: GitHub does not allow it{}", what, because),
                 "the token needs `pull-requests: write`, `statuses: write` and `contents: write` in the job's "
                 "permissions; tokens of pull requests from forks and of Dependabot can only read");
  }
  if (status == 404) {
    return error(Errc::not_found, fmt::format("{}: it is not on GitHub, or the token may not see it{}", what, because));
  }
  if (status == 405 || status == 409) {
    return error(Errc::conflict, fmt::format("{}: GitHub says {}{}", what, status, because));
  }
  if (status == 422) return error(Errc::conflict, fmt::format("{}: GitHub does not accept it{}", what, because));
  if (status == 429) {
    return error(Errc::rate_limited, fmt::format("{}: GitHub's rate limit holds on{}", what, because), "wait a while");
  }
  const Errc code = status >= 500 ? Errc::transient : Errc::internal;
  return error(code, fmt::format("{}: GitHub answered {}{}", what, status, because));
}

}  // namespace ra::github
