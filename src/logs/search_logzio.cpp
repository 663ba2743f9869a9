#include "base/text.hpp"
#include "base/try.hpp"
#include "http/url.hpp"
#include "logs/search.hpp"

#include <fmt/format.h>

namespace asio = boost::asio;

// api-docs.logz.io, "Search logs": POST /v1/search, the question as Elasticsearch has it, at most 10,000 hits, and of
// two calendar days, which `dayOffset` moves back.
namespace ra::logs {

namespace {

constexpr int most_hits = 10'000;
constexpr int days_at_once = 2;
constexpr std::string_view listener_name = "listener";
constexpr std::string_view domain = ".logz.io";

std::string body_of(const Question& question) {
  auto body = json::Value::object();
  body.set("query", search_query(question)).set("from", 0).set("size", most_hits);
  return json::dump(body);
}

// Elasticsearch 6 tells a number, a newer one an object with it.
std::int64_t total_of(const json::Value& hits) {
  const auto& total = hits["total"];
  return total.is_object() ? total["value"].as_int() : total.as_int();
}

Result<> take(FoundExecutions& found, const http::Response& answer) {
  if (answer.status == 401 || answer.status == 403)
    return error(Errc::unauthorized, fmt::format("logz.io answered {}", answer.status),
                 "it wants an API token of the account, not the one that ships, and an account that may use the API");
  if (answer.status != 200)
    return error(answer.status >= 500 || answer.status == 429 ? Errc::unavailable : Errc::internal,
                 fmt::format("logz.io answered {}: {}", answer.status, one_line(answer.body, 200)));
  RA_TRY_ASSIGN(const auto body, json::parse_answer(answer.body, "logz.io"));
  if (body["timed_out"].as_bool() || body["_shards"]["failed"].as_int() > 0)
    return error(Errc::unavailable, "logz.io could look into a part of the logs only", "try again later");
  const auto& hits = body["hits"];
  if (!hits["hits"].is_array()) return error(Errc::internal, "the answer of logz.io has no hits");
  if (total_of(hits) > most_hits)
    return error(Errc::usage, fmt::format("logz.io has more than {} records of two days that fit", most_hits),
                 "name the version, the product or the component");
  for (const auto& hit : hits["hits"].items()) found.add(hit["_source"]);
  return {};
}

}  // namespace

std::string logzio_api_of(std::string_view listener) {
  const auto parsed = http::parse_url(listener);
  if (!parsed) return {};
  const std::string_view host = parsed->host;
  if (!host.starts_with(listener_name) || !host.ends_with(domain)) return {};
  const std::string_view region = host.substr(listener_name.size(), host.size() - listener_name.size() - domain.size());
  const bool plain = region.empty() || (region.front() == '-' && region.find('.') == std::string_view::npos);
  return plain ? fmt::format("https://api{}{}", region, domain) : std::string{};
}

asio::awaitable<Result<std::vector<Execution>>> search_logzio(LogzioSearch access, Question question) {
  while (access.url.ends_with('/')) access.url.pop_back();
  const std::string body = body_of(question);
  FoundExecutions found{std::move(question)};
  for (int back = 0; back < access.days; back += days_at_once) {
    http::Request request;
    request.method = http::Method::post;
    request.url = fmt::format("{}/v1/search?dayOffset={}", access.url, back);
    request.headers.set("Content-Type", "application/json");
    request.headers.set("Accept", "application/json");
    request.headers.set("X-API-TOKEN", access.token.reveal());
    request.body = body;
    request.may_repeat = true;  // it only asks
    request.timeout = std::chrono::minutes{1};
    const auto answer = co_await access.client.send(std::move(request));
    if (!answer) co_return with_context(answer.error(), "logz.io");
    const auto taken = take(found, *answer);
    if (!taken) co_return taken.error();
  }
  co_return std::move(found).executions();
}

}  // namespace ra::logs
