#include "github/api.hpp"

#include "base/text.hpp"
#include "base/try.hpp"
#include "http/paging.hpp"
#include "http/url.hpp"
#include "version.hpp"

#include <fmt/format.h>

namespace asio = boost::asio;

namespace ra::github {

namespace {

constexpr int most_redirects = 5;
// GitHub, best practices: make requests that write one at a time, at least one second apart.
constexpr Duration between_writes{1000};
constexpr Duration glance{50};
constexpr std::chrono::minutes upload_timeout{30};
// GitHub, best practices: a conditional request that is answered 304 does not count against the primary rate limit.
constexpr int not_modified = 304;
constexpr std::size_t most_kept = 256;
constexpr std::size_t most_kept_bytes = std::size_t{64} << 10U;  // of one answer

bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

// The target of rel="next" in a Link header (RFC 8288); "" on the last page.
std::string next_of(std::string_view link) {
  for (const auto part : split(link, ',')) {
    const auto open = part.find('<');
    const auto close = part.find('>');
    if (open == std::string_view::npos || close == std::string_view::npos || close < open) continue;
    if (part.substr(close).find("rel=\"next\"") == std::string_view::npos) continue;
    return std::string{part.substr(open + 1, close - open - 1)};
  }
  return {};
}

Result<std::string> authority_of(const std::string& url) {
  RA_TRY_ASSIGN(const auto parsed, http::parse_url(url));
  return parsed.scheme + "://" + parsed.authority();
}

// Location may be a path.
Result<std::string> absolute(const std::string& from, const std::string& location) {
  if (!location.starts_with('/') || location.starts_with("//")) return location;
  RA_TRY_ASSIGN(const auto authority, authority_of(from));
  return authority + location;
}

// github.com takes files at uploads.github.com; a server of one's own at its own host.
bool is_upload_host(const http::Url& to, const http::Url& api) {
  if (to.scheme != api.scheme) return false;
  if (to.authority() == api.authority()) return true;
  return api.host.starts_with("api.") && to.authority() == "uploads." + api.authority().substr(4);
}

// Ends the turn of a write also when it is cut off, which is by an exception.
class Turn {
 public:
  Turn(bool& taken, std::optional<SteadyTime>& ended, const Clock& clock)
      : taken_{taken}, ended_{ended}, clock_{clock} {
    taken_ = true;
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
  ~Turn() {
    ended_ = clock_.steady();
    taken_ = false;
  }

 private:
  bool& taken_;
  std::optional<SteadyTime>& ended_;
  const Clock& clock_;
};

}  // namespace

Api::Api(http::Client& client, ApiOptions options, http::Sleep sleep, const Clock& clock)
    : client_{client}, options_{std::move(options)}, sleep_{std::move(sleep)}, clock_{clock} {
  while (options_.base_url.ends_with('/')) options_.base_url.pop_back();
  if (options_.graphql_url.empty()) options_.graphql_url = graphql_url(options_.base_url);
}

http::Request Api::request(http::Method method, std::string url) const {
  http::Request request;
  request.method = method;
  request.url = std::move(url);
  request.headers.set("Accept", "application/vnd.github+json");
  request.headers.set("X-GitHub-Api-Version", "2022-11-28");
  request.headers.set("User-Agent", fmt::format("release-action/{}", version));  // 403 without one
  if (!options_.token.empty()) request.headers.set("Authorization", "Bearer " + options_.token.reveal());
  return request;
}

// A repository that was renamed answers 301 or 307: the same again there. Another host gets no token.
asio::awaitable<Result<http::Response>> Api::follow(http::Request request, std::string what) {
  for (int hop = 0; hop <= most_redirects; ++hop) {
    auto answer = co_await client_.send(request);
    if (!answer || !is_redirect(answer->status)) co_return answer;
    const bool reads = request.method == http::Method::get || request.method == http::Method::head;
    const bool same_again = answer->status == 301 || answer->status == 307 || answer->status == 308;
    if (!reads && !same_again) co_return answer;
    const std::string location{answer->headers.get("Location")};
    RA_CO_TRY_ASSIGN(auto url, absolute(request.url, location));
    RA_CO_TRY_ASSIGN(const auto here, authority_of(request.url));
    RA_CO_TRY_ASSIGN(const auto there, authority_of(url));
    request.url = std::move(url);
    if (here != there) request.headers.remove("Authorization");
  }
  co_return error(Errc::internal, fmt::format("{}: GitHub redirects without an end", what));
}

// The answer whatever its status, once no rate limit holds it up.
asio::awaitable<Result<http::Response>> Api::settled(http::Request request, std::string what) {
  const SteadyTime begun = clock_.steady();
  for (int strikes = 0;; ++strikes) {
    auto answer = co_await follow(request, what);
    if (!answer) co_return with_context(std::move(answer).error(), what);
    const auto pause = pause_of(*answer, clock_.wall(), strikes);
    if (!pause) co_return answer;
    if (clock_.steady() + *pause - begun > options_.patience) {
      co_return error(Errc::rate_limited,
                      fmt::format("{}: GitHub's rate limit asks to wait {}", what, format_duration(*pause)),
                      "run it again later; a GitHub App's token has a higher limit than GITHUB_TOKEN");
    }
    co_await sleep_(*pause);
  }
}

asio::awaitable<Result<http::Response>> Api::send(http::Request request, std::string what) {
  auto answer = co_await settled(std::move(request), what);
  co_return accepted(std::move(answer), what);
}

asio::awaitable<Result<http::Response>> Api::ask(std::string path, http::Headers more, std::uint64_t max_body,
                                                 std::string what) {
  http::Request asked = request(http::Method::get, options_.base_url + path);
  for (const auto& [name, value] : more.all()) asked.headers.set(name, value);
  asked.max_body = max_body;
  auto answer = co_await settled(std::move(asked), std::move(what));
  co_return answer;
}

asio::awaitable<Result<>> Api::stream(std::string path, http::BodySink& into, std::uint64_t most, Duration timeout,
                                      std::string what) {
  http::Request asked = request(http::Method::get, options_.base_url + path);
  asked.max_body = most;
  asked.timeout = timeout;
  asked.into = &into;
  const auto answer = co_await send(std::move(asked), std::move(what));
  if (!answer) co_return answer.error();
  co_return Result<>{};
}

asio::awaitable<Result<json::Value>> Api::get(std::string path, std::string what) {
  http::Request asked = request(http::Method::get, options_.base_url + path);
  std::optional<Kept> known;
  if (const auto found = kept_.find(path); found != kept_.end()) known = found->second;
  if (known) asked.headers.set("If-None-Match", known->etag);
  auto settled_answer = co_await settled(std::move(asked), what);
  if (known && settled_answer && settled_answer->status == not_modified)
    co_return json::parse_answer(known->body, what);
  RA_CO_TRY_ASSIGN(const auto answer, accepted(std::move(settled_answer), what));
  keep(path, answer);
  co_return json::parse_answer(answer.body, what);
}

// Whoever must go when there is no room is asked for in full the next time.
void Api::keep(const std::string& path, const http::Response& answer) {
  const std::string etag{answer.headers.get("ETag")};
  kept_.erase(path);
  if (etag.empty() || answer.body.size() > most_kept_bytes) return;
  if (kept_.size() >= most_kept) kept_.erase(kept_.begin());
  kept_[path] = {etag, answer.body};
}

asio::awaitable<Result<std::optional<json::Value>>> Api::find(std::string path, std::string what) {
  auto answer = co_await get(std::move(path), std::move(what));
  if (answer) co_return std::optional<json::Value>{*std::move(answer)};
  if (answer.error().code == Errc::not_found) co_return std::optional<json::Value>{};
  co_return std::move(answer).error();
}

asio::awaitable<Result<std::vector<json::Value>>> Api::list(std::string path, std::string what, std::string member,
                                                            Enough enough) {
  using Page = http::Page<json::Value>;
  const std::string first =
      options_.base_url + path + (path.find('?') == std::string::npos ? "?" : "&") + "per_page=100";
  const std::function<asio::awaitable<Result<Page>>(std::string)> fetch =
      [this, first, what, member](std::string next) -> asio::awaitable<Result<Page>> {
    http::Request asked = request(http::Method::get, next.empty() ? first : next);
    RA_CO_TRY_ASSIGN(const auto here, authority_of(options_.base_url));
    RA_CO_TRY_ASSIGN(const auto there, authority_of(asked.url));
    if (here != there) co_return error(Errc::internal, fmt::format("{}: the next page is on another host", what));
    RA_CO_TRY_ASSIGN(const auto answer, co_await send(std::move(asked), what));
    RA_CO_TRY_ASSIGN(auto body, json::parse_answer(answer.body, what));
    const json::Value& items = member.empty() ? body : body[member];
    if (!items.is_array()) co_return error(Errc::internal, fmt::format("{}: GitHub's answer is no list", what));
    Page page;
    page.items = items.items();
    page.next = next_of(answer.headers.get("Link"));
    co_return page;
  };
  auto read = co_await http::collect_pages<json::Value>(fetch, enough);
  if (!read) co_return std::move(read).error();
  const bool wanted_more = !enough || read->items.empty() || !enough(read->items.back());
  if (!read->complete && wanted_more)
    co_return error(Errc::internal, fmt::format("{}: more than {} pages", what, http::most_pages));
  co_return std::move(read->items);
}

// One at a time and a second apart, as GitHub asks of those who write.
asio::awaitable<Result<http::Response>> Api::send_in_turn(http::Request request, std::string what) {
  while (writing_) co_await sleep_(glance);
  const std::optional<SteadyTime> before = last_write_;
  const Turn turn{writing_, last_write_, clock_};
  if (before) {
    const auto since = std::chrono::duration_cast<Duration>(clock_.steady() - *before);
    if (since < between_writes) co_await sleep_(between_writes - since);
  }
  auto answer = co_await settled(std::move(request), std::move(what));
  co_return answer;
}

asio::awaitable<Result<http::Response>> Api::post(std::string path, json::Value body, std::string what) {
  http::Request asked = request(http::Method::post, options_.base_url + path);
  asked.headers.set("Content-Type", "application/json");
  asked.body = json::dump(body);
  auto answer = co_await send_in_turn(std::move(asked), std::move(what));
  co_return answer;
}

asio::awaitable<Result<json::Value>> Api::write(http::Method method, std::string path, json::Value body,
                                                std::string what) {
  http::Request asked = request(method, options_.base_url + path);
  if (!body.is_null()) {
    asked.headers.set("Content-Type", "application/json");
    asked.body = json::dump(body);
  }
  auto settled = co_await send_in_turn(std::move(asked), what);
  RA_CO_TRY_ASSIGN(const auto answer, accepted(std::move(settled), what));
  if (answer.body.empty()) co_return json::Value{};
  co_return json::parse_answer(answer.body, what);
}

asio::awaitable<Result<json::Value>> Api::upload(std::string url, std::filesystem::path file, std::string media_type,
                                                 std::string what) {
  RA_CO_TRY_ASSIGN(const auto to, http::parse_url(url));
  RA_CO_TRY_ASSIGN(const auto api, http::parse_url(options_.base_url));
  http::Request asked = request(http::Method::post, std::move(url));
  if (!is_upload_host(to, api)) asked.headers.remove("Authorization");
  asked.headers.set("Content-Type", std::move(media_type));
  asked.body_file = std::move(file);
  asked.timeout = upload_timeout;
  auto settled = co_await send_in_turn(std::move(asked), what);
  RA_CO_TRY_ASSIGN(const auto answer, accepted(std::move(settled), what));
  co_return json::parse_answer(answer.body, what);
}

}  // namespace ra::github
