#pragma once

#include "base/json.hpp"
#include "base/secret.hpp"
#include "ci/provider.hpp"
#include "ci/step_logs.hpp"
#include "http/client.hpp"
#include "http/paging.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace ra::ci::circleci {

// A project by its slug: gh/ORG/REPO, bb/ORG/REPO, or circleci/ORG-ID/PROJECT-ID for those of the
// GitHub App and GitLab. What the parts are is not ours to know, except where an address needs it.
struct Project {
  std::string vcs;
  std::string org;
  std::string repo;

  std::string slug() const;      // as it was written
  std::string path() const;      // for an URL: parts encoded, slashes kept
  std::string long_vcs() const;  // github, bitbucket, circleci; "" when there is no such page
  std::string v1_path() const;   // github/ORG/REPO for API v1.1, "" when that does not know the project
};

Result<Project> parse_slug(std::string_view slug);

// CircleCI's errors are {"message": "…"}; "" when the body is something else.
std::string message_of(const http::Response& response);

// What an answer other than the expected one means. `what` was asked for: "project gh/a/b".
Error refusal(const http::Response& response, std::string_view what);

// Requests and answers of one CircleCI. Nothing here retries.
class Api {
 public:
  // True for an item after which no more are wanted; it is the last one given.
  using Enough = std::function<bool(const json::Value& item)>;

  Api(http::Client& client, std::string base_url, Secret token);

  // The JSON of a 2xx answer. `path` begins with /api; `what` is for errors.
  boost::asio::awaitable<Result<json::Value>> get(const std::string& path, const std::string& what);

  // The items of all pages. An answer that is not a page is an error, and so is a list that never ends.
  boost::asio::awaitable<Result<std::vector<json::Value>>> list(const std::string& path, const std::string& what,
                                                                Enough enough = {});

  // The same one by one, in pages without end: nothing is kept.
  using Visit = std::function<void(const json::Value& item)>;
  boost::asio::awaitable<Result<>> each(const std::string& path, const std::string& what, const Visit& visit);

  // The answer whatever its status.
  boost::asio::awaitable<Result<http::Response>> post(const std::string& path, const json::Value& body);

  // An address that CircleCI gave and that carries its own permission: fetched without the token.
  boost::asio::awaitable<Result<http::Response>> get_presigned(const std::string& url, std::uint64_t max_body);

  // The same, of any size, handed on as it comes.
  boost::asio::awaitable<Result<http::Response>> stream_presigned(const std::string& url, http::BodySink& into);

  // The page of a pipeline, "" when it cannot be said.
  std::string pipeline_link(const Project& project, std::int64_t number) const;

 private:
  http::Request request(http::Method method, const std::string& path) const;
  boost::asio::awaitable<Result<http::Page<json::Value>>> page(const std::string& path, const std::string& what,
                                                               std::string token);

  http::Client& client_;
  std::string base_url_;  // without a slash at its end
  Secret token_;
};

}  // namespace ra::ci::circleci
