#pragma once

#include "base/json.hpp"
#include "base/secret.hpp"
#include "base/time.hpp"
#include "http/client.hpp"
#include "http/sleep.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ra::github {

struct ApiOptions {
  std::string base_url = "https://api.github.com";  // may have a path: https://ghe.example/api/v3
  std::string graphql_url;                          // empty: made of base_url
  Secret token;
  Duration patience = std::chrono::minutes{10};  // with rate limits, of one request in all
};

// What a refusal means. `what` was asked for: "comment on #42".
Error refusal(const http::Response& response, std::string_view what);

// The answer, unless it is a refusal.
Result<http::Response> accepted(Result<http::Response> answer, std::string_view what);

// https://ghe.example/api/v3 → https://ghe.example/api/graphql
std::string graphql_url(const std::string& base_url);

// The reasons in the body of a 422: `errors` is an array of objects or of texts, or one text (all three were seen).
std::string reasons_of(const json::Value& body);

// How long a 403 or 429 asks us to wait; nothing when it is no rate limit but a refusal. `strikes`: how many limits
// without a time of their own came before this one.
std::optional<Duration> pause_of(const http::Response& response, WallTime now, int strikes);

// Requests and answers of one GitHub: limits, redirects, pages, pace. Writes go out one at a time and a second apart.
class Api {
 public:
  using Enough = std::function<bool(const json::Value& item)>;

  Api(http::Client& client, ApiOptions options, http::Sleep sleep, const Clock& clock);

  // The JSON of a 2xx answer. `path` begins with a slash. What was read before is asked for under the condition that it
  // has changed: the answer that it has not counts against no rate limit.
  boost::asio::awaitable<Result<json::Value>> get(std::string path, std::string what);

  // The same, or nothing when GitHub says 404.
  boost::asio::awaitable<Result<std::optional<json::Value>>> find(std::string path, std::string what);

  // The items of all pages, the first with 100 a page. A list that never ends is an error. `member`: where they stand
  // in an answer that is an object ("workflow_runs"). Nothing is read past an item for which `enough` holds.
  boost::asio::awaitable<Result<std::vector<json::Value>>> list(std::string path, std::string what,
                                                                std::string member = {}, Enough enough = {});

  // The answer whatever its status, after limits and redirects: for what is not JSON (`more`: headers besides the
  // usual ones), and for writes whose refusals have a meaning of their own.
  boost::asio::awaitable<Result<http::Response>> ask(std::string path, http::Headers more, std::uint64_t max_body,
                                                     std::string what);
  boost::asio::awaitable<Result<http::Response>> post(std::string path, json::Value body, std::string what);

  // A body of any size, handed on as it comes.
  boost::asio::awaitable<Result<>> stream(std::string path, http::BodySink& into, std::uint64_t most, Duration timeout,
                                          std::string what);

  boost::asio::awaitable<Result<json::Value>> write(http::Method method, std::string path, json::Value body,
                                                    std::string what);

  // Sends a file to the address that GitHub gave for it. The token goes along only to GitHub's own host for uploads.
  boost::asio::awaitable<Result<json::Value>> upload(std::string url, std::filesystem::path file,
                                                     std::string media_type, std::string what);

  // The `data` of a GraphQL query; and of a mutation, which is a write.
  boost::asio::awaitable<Result<json::Value>> query(std::string text, json::Value variables, std::string what);
  boost::asio::awaitable<Result<json::Value>> mutate(std::string text, json::Value variables, std::string what);

  boost::asio::awaitable<void> sleep(Duration duration) { return sleep_(duration); }

 private:
  http::Request request(http::Method method, std::string url) const;
  boost::asio::awaitable<Result<http::Response>> send(http::Request request, std::string what);
  boost::asio::awaitable<Result<http::Response>> settled(http::Request request, std::string what);
  boost::asio::awaitable<Result<http::Response>> follow(http::Request request, std::string what);
  boost::asio::awaitable<Result<http::Response>> send_in_turn(http::Request request, std::string what);
  http::Request graphql(const std::string& text, json::Value variables) const;

  http::Client& client_;
  ApiOptions options_;
  http::Sleep sleep_;
  const Clock& clock_;
  bool writing_ = false;
  std::optional<SteadyTime> last_write_;
  struct Kept {
    std::string etag;
    std::string body;
  };
  std::map<std::string, Kept> kept_;  // by path; bounded
  void keep(const std::string& path, const http::Response& answer);
};

}  // namespace ra::github
