#include "logs/search.hpp"

#include "base/text.hpp"
#include "base/try.hpp"
#include "http/url.hpp"
#include "logs/elasticsearch.hpp"

#include <fmt/format.h>

namespace asio = boost::asio;

namespace ra::logs {

namespace {

// elastic.co, "Scroll API": at most 10,000 hits at a time; of pages there are as many as it takes, without an order.
constexpr int page_hits = 1000;
constexpr const char* keep = "1m";
// Some hundred bytes each. More is no answer that somebody reads.
constexpr std::size_t most_records = 200'000;

json::Value phrase(const char* field, const std::string& text) {
  auto one = json::Value::object();
  one.set(field, text);
  auto value = json::Value::object();
  value.set("match_phrase", std::move(one));
  return value;
}

http::Request asking(const ElasticsearchAccess& access, http::Method method, const std::string& path,
                     std::string body) {
  http::Request request;
  request.method = method;
  request.url = access.url + path;
  request.headers.set("Content-Type", "application/json");
  request.headers.set("Accept", "application/json");
  authorize(request, access);
  request.body = std::move(body);
  request.timeout = std::chrono::minutes{1};
  return request;
}

struct PageOfHits {
  std::string scroll;
  json::Value hits;
};

Result<PageOfHits> read_page(const http::Response& answer, const std::string& index) {
  if (answer.status == 401 || answer.status == 403)
    return error(Errc::unauthorized, fmt::format("Elasticsearch answered {}", answer.status),
                 "the key needs the privilege read on the index");
  if (answer.status == 404)
    return error(Errc::not_found, fmt::format("Elasticsearch has no index {}", one_line(index, 100)),
                 "release-action logs ship --to elasticsearch");
  if (answer.status != 200)
    return error(Errc::unavailable,
                 fmt::format("Elasticsearch answered {}: {}", answer.status, one_line(answer.body, 200)));
  RA_TRY_ASSIGN(const auto body, json::parse_answer(answer.body, "Elasticsearch"));
  if (body["timed_out"].as_bool() || body["_shards"]["failed"].as_int() > 0)
    return error(Errc::unavailable, "Elasticsearch could look into a part of the index only", "try again later");
  if (!body["hits"]["hits"].is_array() || body["_scroll_id"].as_string().empty())
    return error(Errc::internal, "the answer of Elasticsearch has no hits");
  return PageOfHits{body["_scroll_id"].as_string(), body["hits"]["hits"]};
}

std::string search_body(const Question& question) {
  auto sort = json::Value::array();
  sort.push("_doc");
  auto body = json::Value::object();
  body.set("size", page_hits).set("sort", std::move(sort)).set("query", search_query(question));
  return json::dump(body);
}

std::string scroll_body(const std::string& scroll, bool more) {
  auto value = json::Value::object();
  if (more) value.set("scroll", keep);
  value.set("scroll_id", scroll);
  return json::dump(value);
}

}  // namespace

json::Value search_query(const Question& question) {
  auto kinds = json::Value::array();
  kinds.push(phrase("kind", "pipeline")).push(phrase("kind", "job"));
  auto either = json::Value::object();
  either.set("should", std::move(kinds)).set("minimum_should_match", 1);
  auto one_of = json::Value::object();
  one_of.set("bool", std::move(either));
  auto filter = json::Value::array();
  filter.push(std::move(one_of));
  const auto add = [&filter](const char* field, const std::string& text) {
    if (!text.empty()) filter.push(phrase(field, text));
  };
  add("product", question.product);
  add("edition", question.edition);
  add("version", question.version);
  add("mode", question.mode);
  add("component", question.component);
  auto all = json::Value::object();
  all.set("filter", std::move(filter));
  auto query = json::Value::object();
  query.set("bool", std::move(all));
  return query;
}

asio::awaitable<Result<std::vector<Execution>>> search_elasticsearch(ElasticsearchAccess access, Question question) {
  while (access.url.ends_with('/')) access.url.pop_back();
  const std::string path = fmt::format("/{}/_search?scroll={}", http::percent_encode(access.index), keep);
  http::Request request = asking(access, http::Method::post, path, search_body(question));
  request.may_repeat = true;  // of what was asked twice one view is left to run out
  FoundExecutions found{std::move(question)};
  std::size_t records = 0;
  std::string scroll;
  Result<> problem;
  for (;;) {
    const auto answer = co_await access.client.send(request);
    if (!answer) co_return with_context(answer.error(), "Elasticsearch");
    auto page = read_page(*answer, access.index);
    if (!page) {
      problem = page.error();
      break;
    }
    scroll = page->scroll;
    const auto& hits = page->hits.items();
    if (hits.empty()) break;
    for (const auto& hit : hits) found.add(hit["_source"]);
    records += hits.size();
    if (records > most_records) {
      problem = error(Errc::usage, fmt::format("Elasticsearch has more than {} records that fit", most_records),
                      "name the version, the product or the component");
      break;
    }
    request = asking(access, http::Method::post, "/_search/scroll", scroll_body(scroll, true));
    // The same again would be the next page: not repeated.
  }
  if (!scroll.empty()) {  // what it keeps for us; it runs out by itself where this fails
    const http::Request done = asking(access, http::Method::delete_, "/_search/scroll", scroll_body(scroll, false));
    const auto ignored = co_await access.client.send(done);
    static_cast<void>(ignored);
  }
  if (!problem) co_return problem.error();
  co_return std::move(found).executions();
}

}  // namespace ra::logs
