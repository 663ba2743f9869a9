#include "logs/elasticsearch.hpp"

#include "base/base64.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "http/url.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace asio = boost::asio;

namespace ra::logs {

namespace {

// elastic.co, "Bulk API": bodies of some megabytes; http.max_content_length is 100 MB unless somebody has lowered it.
constexpr std::uint64_t bulk_body = std::uint64_t{8} << 20U;
constexpr std::uint64_t bulk_line = std::uint64_t{4} << 20U;
constexpr std::uint64_t action_size = 100;  // {"create":{"_id":"…"}}
constexpr int there_already = 409;
constexpr Duration first_pause = std::chrono::milliseconds{500};
constexpr Duration longest_pause = std::chrono::seconds{30};

bool is_worth_another_try(std::int64_t status) {
  return status == 429 || status == 502 || status == 503 || status == 504;
}

class Elasticsearch final : public Receiver {
 public:
  explicit Elasticsearch(ElasticsearchAccess access) : access_{std::move(access)} {
    while (access_.url.ends_with('/')) access_.url.pop_back();
  }

  std::string_view name() const override { return "elasticsearch"; }
  Limits limits() const override { return {bulk_body, bulk_line, action_size}; }
  bool knows_what_it_has() const override { return true; }

  asio::awaitable<Result<Delivered>> send(std::vector<std::string_view> lines) override {
    Delivered all;
    std::vector<std::vector<std::string_view>> waiting{std::move(lines)};
    Duration pause = first_pause;
    const SteadyTime begun = access_.clock.steady();
    while (!waiting.empty()) {
      const auto some = std::move(waiting.back());
      waiting.pop_back();
      const auto answer = co_await post(some);
      if (!answer) co_return with_context(answer.error(), "Elasticsearch");
      if (answer->status == body_too_large && some.size() > 1) {
        const auto half = some.begin() + static_cast<std::ptrdiff_t>(some.size() / 2);
        waiting.emplace_back(half, some.end());
        waiting.emplace_back(some.begin(), half);
        continue;
      }
      auto again = take(all, *answer, some);
      if (!again) co_return again.error();
      if (again->empty()) continue;
      if (access_.clock.steady() - begun >= access_.patience)
        co_return error(Errc::unavailable, fmt::format("Elasticsearch still has no room for {} records", again->size()),
                        "run the same command again: it goes on where it stopped");
      co_await access_.sleep(pause);
      pause = std::min(pause * 2, longest_pause);
      waiting.push_back(*std::move(again));
    }
    co_return all;
  }

 private:
  asio::awaitable<Result<http::Response>> post(std::vector<std::string_view> lines) {
    http::Request request;
    request.method = http::Method::post;
    request.url = fmt::format("{}/{}/_bulk?filter_path=errors,items.*.status,items.*.error.type,items.*.error.reason",
                              access_.url, http::percent_encode(access_.index));
    request.headers.set("Content-Type", "application/x-ndjson");
    request.headers.set("Accept", "application/json");
    authorize(request, access_);
    for (const auto line : lines) {
      request.body += fmt::format("{{\"create\":{{\"_id\":{}}}}}\n", json::quoted(id_of_record(line)));
      request.body += line;
    }
    request.timeout = std::chrono::minutes{2};
    request.may_repeat = true;  // `create` of the same ids does nothing the second time
    co_return co_await access_.client.send(request);
  }

  // What is to be sent once more.
  static Result<std::vector<std::string_view>> take(Delivered& all, const http::Response& answer,
                                                    const std::vector<std::string_view>& lines) {
    std::vector<std::string_view> again;
    if (answer.status == body_too_large) {
      ++all.refused;
      all.why = "a record is too large";
      return again;
    }
    if (answer.status == 401 || answer.status == 403)
      return error(Errc::unauthorized, fmt::format("Elasticsearch answered {}", answer.status),
                   "the key needs the privilege create_doc on the index, and auto_configure where it has to be made");
    if (answer.status != 200)
      return error(answer.status == 404 ? Errc::not_found : Errc::internal,
                   fmt::format("Elasticsearch answered {}: {}", answer.status, one_line(answer.body, 200)));
    RA_TRY_ASSIGN(const auto body, json::parse_answer(answer.body, "Elasticsearch"));
    if (body.find("errors") != nullptr && !body["errors"].as_bool()) {
      all.accepted += lines.size();
      return again;
    }
    const auto& items = body["items"].items();
    if (items.size() != lines.size())
      return error(Errc::internal, fmt::format("Elasticsearch told of {} records of {}", items.size(), lines.size()));
    for (std::size_t i = 0; i < items.size(); ++i) {
      const json::Value& item = items[i].members().empty() ? items[i] : items[i].members().front().value;
      const std::int64_t status = item["status"].as_int();
      if (status / 100 == 2) {
        ++all.accepted;
      } else if (status == there_already) {
        ++all.known;
      } else if (is_worth_another_try(status)) {
        again.push_back(lines[i]);
      } else {
        if (all.refused++ == 0)
          all.why = one_line(
              fmt::format("{}: {}", item["error"]["type"].as_string(), item["error"]["reason"].as_string()), 200);
      }
    }
    return again;
  }

  ElasticsearchAccess access_;
};

}  // namespace

void authorize(http::Request& request, const ElasticsearchAccess& access) {
  if (!access.key.empty()) {
    request.headers.set("Authorization", "ApiKey " + access.key.reveal());
  } else if (!access.user.empty()) {
    request.headers.set("Authorization", "Basic " + base64_of(access.user + ":" + access.password.reveal()));
  }
}

std::unique_ptr<Receiver> make_elasticsearch(ElasticsearchAccess access) {
  return std::make_unique<Elasticsearch>(std::move(access));
}

}  // namespace ra::logs
