#include "ci/circleci_api.hpp"

#include "base/text.hpp"
#include "base/try.hpp"
#include "http/paging.hpp"
#include "http/url.hpp"

#include <fmt/format.h>

#include <limits>

namespace asio = boost::asio;

namespace ra::ci::circleci {

namespace {

bool is_success(int status) { return status >= 200 && status < 300; }

Error unreadable(std::string_view what, std::string_view why) {
  return error(Errc::transient, fmt::format("{}: CircleCI's answer {}", what, why));
}

std::string with_token(const std::string& path, const std::string& page_token) {
  if (page_token.empty()) return path;
  return fmt::format("{}{}page-token={}", path, path.find('?') == std::string::npos ? '?' : '&',
                     http::percent_encode(page_token));
}

Result<http::Page<json::Value>> to_page(const json::Value& answer, std::string_view what) {
  const json::Value& items = answer["items"];
  const json::Value& next = answer["next_page_token"];
  if (!items.is_array()) return unreadable(what, "has no items");
  if (!next.is_null() && !next.is_string()) return unreadable(what, "has a next_page_token that is no text");
  return http::Page<json::Value>{items.items(), next.as_string()};
}

}  // namespace

std::string Project::slug() const { return fmt::format("{}/{}/{}", vcs, org, repo); }

std::string Project::path() const {
  return fmt::format("{}/{}/{}", http::percent_encode(vcs), http::percent_encode(org), http::percent_encode(repo));
}

std::string Project::long_vcs() const {
  if (vcs == "gh" || vcs == "github") return "github";
  if (vcs == "bb" || vcs == "bitbucket") return "bitbucket";
  return vcs == "circleci" ? vcs : std::string{};
}

// API v1.1 knows only the projects of the two old integrations (docs, api-developers-guide).
std::string Project::v1_path() const {
  const std::string name = long_vcs();
  if (name.empty() || name == "circleci") return {};
  return fmt::format("{}/{}/{}", name, http::percent_encode(org), http::percent_encode(repo));
}

Result<Project> parse_slug(std::string_view slug) {
  const auto parts = split(slug, '/');
  bool good = parts.size() == 3;
  for (const auto part : parts) good &= !part.empty() && part != "." && part != "..";
  if (!good) {
    return error(
        Errc::config, fmt::format("`{}` is not the slug of a CircleCI project", one_line(slug)),
        "write gh/ORG/REPO, bb/ORG/REPO or circleci/ORG-ID/PROJECT-ID, as Project Settings > Overview shows it");
  }
  return Project{std::string{parts[0]}, std::string{parts[1]}, std::string{parts[2]}};
}

std::string message_of(const http::Response& response) {
  const auto body = json::parse(response.body);
  return body ? one_line((*body)["message"].as_string(), 300) : std::string{};
}

Error refusal(const http::Response& response, std::string_view what) {
  const std::string message = message_of(response);
  const std::string because = message.empty() ? message : ": " + message;
  const int status = response.status;
  if (status == 401) {
    return error(Errc::unauthorized, "CircleCI refused the token" + because,
                 "CIRCLE_TOKEN must be a personal API token; project tokens and tokens made before 2023-06-23 do not "
                 "work with API v2");
  }
  if (status == 403) {
    return error(Errc::unauthorized, fmt::format("CircleCI does not allow it for {}{}", what, because),
                 "the account of CIRCLE_TOKEN needs write access to the project");
  }
  if (status == 404) {
    return error(Errc::not_found, fmt::format("{} is not on CircleCI, or the token may not see it{}", what, because));
  }
  if (status == 429) {
    return error(Errc::rate_limited, fmt::format("{}: CircleCI answered 429, too many requests", what),
                 "lower ci.requestsPerSecond or wait a while");
  }
  const Errc code = status >= 500 ? Errc::transient : Errc::internal;
  return error(code, fmt::format("{}: CircleCI answered {}{}", what, status, because));
}

Api::Api(http::Client& client, std::string base_url, Secret token)
    : client_{client}, base_url_{std::move(base_url)}, token_{std::move(token)} {
  while (base_url_.ends_with('/')) base_url_.pop_back();
}

// The OpenAPI description knows the schemes Circle-Token and basic; the developer guide (docs,
// api-developers-guide) recommends Bearer too. Circle-Token is in both, and works with Server and v1.1.
http::Request Api::request(http::Method method, const std::string& path) const {
  http::Request request;
  request.method = method;
  request.url = base_url_ + path;
  request.headers.set("Accept", "application/json");  // v1.1 answers EDN without it
  request.headers.set("Circle-Token", token_.reveal());
  return request;
}

asio::awaitable<Result<json::Value>> Api::get(const std::string& path, const std::string& what) {
  const http::Request asked = request(http::Method::get, path);
  auto answer = co_await client_.send(asked);
  if (!answer) co_return with_context(std::move(answer).error(), what);
  if (!is_success(answer->status)) co_return refusal(*answer, what);
  co_return json::parse_answer(answer->body, what);
}

asio::awaitable<Result<http::Page<json::Value>>> Api::page(const std::string& path, const std::string& what,
                                                           std::string token) {
  const std::string page_path = with_token(path, token);
  const auto answer = co_await get(page_path, what);
  if (!answer) co_return answer.error();
  co_return to_page(*answer, what);
}

asio::awaitable<Result<std::vector<json::Value>>> Api::list(const std::string& path, const std::string& what,
                                                            Enough enough) {
  const std::function<asio::awaitable<Result<http::Page<json::Value>>>(std::string)> fetch = [&](std::string token) {
    return page(path, what, std::move(token));
  };
  auto read = co_await http::collect_pages<json::Value>(fetch, enough);
  if (!read) co_return std::move(read).error();
  const bool wanted_more = !enough || read->items.empty() || !enough(read->items.back());
  if (!read->complete && wanted_more)
    co_return unreadable(what, fmt::format("has more than {} pages", http::most_pages));
  co_return std::move(read->items);
}

asio::awaitable<Result<>> Api::each(const std::string& path, const std::string& what, const Visit& visit) {
  const std::function<asio::awaitable<Result<http::Page<json::Value>>>(std::string)> fetch = [&](std::string token) {
    return page(path, what, std::move(token));
  };
  const std::function<bool(json::Value&)> take = [&](json::Value& item) {
    visit(item);
    return false;
  };
  const auto all = co_await http::each_item<json::Value>(fetch, take, std::numeric_limits<std::size_t>::max());
  if (!all) co_return all.error();
  co_return Result<>{};
}

asio::awaitable<Result<http::Response>> Api::post(const std::string& path, const json::Value& body) {
  http::Request asked = request(http::Method::post, path);
  asked.headers.set("Content-Type", "application/json");
  asked.body = json::dump(body);
  co_return co_await client_.send(asked);
}

asio::awaitable<Result<http::Response>> Api::get_presigned(const std::string& url, std::uint64_t max_body) {
  http::Request asked;
  asked.url = url;
  asked.headers.set("Accept", "application/json");
  asked.max_body = max_body;
  co_return co_await client_.send(asked);
}

asio::awaitable<Result<http::Response>> Api::stream_presigned(const std::string& url, http::BodySink& into) {
  http::Request asked;
  asked.url = url;
  asked.headers.set("Accept", "application/json");
  asked.max_body = largest_log;
  asked.timeout = log_timeout;
  asked.into = &into;
  co_return co_await client_.send(asked);
}

std::string Api::pipeline_link(const Project& project, std::int64_t number) const {
  const std::string vcs = project.long_vcs();
  if (vcs.empty() || number <= 0) return {};
  const std::string pages = base_url_ == "https://circleci.com" ? "https://app.circleci.com" : base_url_;
  return fmt::format("{}/pipelines/{}/{}/{}/{}", pages, vcs, http::percent_encode(project.org),
                     http::percent_encode(project.repo), number);
}

}  // namespace ra::ci::circleci
