#include "base/try.hpp"
#include "forge/github_parts.hpp"
#include "http/url.hpp"

#include <fmt/format.h>

namespace asio = boost::asio;

namespace ra::forge {

namespace {

constexpr int most_comment_pages = 50;  // of 100

// viewerDidAuthor tells our comments from those that anybody gave the same mark; GITHUB_TOKEN may not ask who it is.
constexpr const char* comments_query = R"(query($owner: String!, $name: String!, $number: Int!, $before: String) {
  repository(owner: $owner, name: $name) {
    pullRequest(number: $number) {
      comments(last: 100, before: $before) {
        pageInfo { hasPreviousPage startCursor }
        nodes { databaseId viewerDidAuthor isMinimized body url }
      }
    }
  }
})";

Remark read_remark(const json::Value& value, std::string_view time) {
  Remark remark;
  remark.author = value["user"]["login"].as_string();
  remark.by_program = value["user"]["type"].as_string() == "Bot";
  remark.body = value["body"].as_string();
  remark.at = value[time].as_string();
  remark.link = value["html_url"].as_string();
  return remark;
}

class GithubComments final : public Comments {
 public:
  explicit GithubComments(const GithubRepository& repository) : repository_{repository} {}

  asio::awaitable<Result<std::optional<Comment>>> own(std::int64_t pull, Wanted wanted) override {
    const std::string what = fmt::format("comments of #{}", pull);
    std::string before;
    for (int page = 0; page < most_comment_pages; ++page) {
      auto variables = json::Value::object();
      variables.set("owner", repository_.owner).set("name", repository_.name).set("number", pull);
      if (before.empty()) {
        variables.set("before", json::Value{});
      } else {
        variables.set("before", before);
      }
      RA_CO_TRY_ASSIGN(const auto data, co_await repository_.api.query(comments_query, std::move(variables), what));
      const auto& comments = data["repository"]["pullRequest"]["comments"];
      if (!comments["nodes"].is_array()) co_return error(Errc::not_found, what + ": there is no such pull request");
      const auto& nodes = comments["nodes"].items();
      for (auto node = nodes.rbegin(); node != nodes.rend(); ++node) {
        if (!(*node)["viewerDidAuthor"].as_bool() || (*node)["isMinimized"].as_bool(true)) continue;
        if (!wanted((*node)["body"].as_string())) continue;
        Comment comment;
        comment.id = (*node)["databaseId"].as_int();
        comment.body = (*node)["body"].as_string();
        comment.link = (*node)["url"].as_string();
        co_return comment;
      }
      if (!comments["pageInfo"]["hasPreviousPage"].as_bool()) co_return std::nullopt;
      const std::string cursor = comments["pageInfo"]["startCursor"].as_string();
      if (cursor.empty() || cursor == before) co_return error(Errc::internal, what + ": GitHub's pages go in circles");
      before = cursor;
    }
    co_return error(Errc::internal, fmt::format("{}: more than {}", what, most_comment_pages * 100),
                    "delete some of them; ours is not among the newest");
  }

  asio::awaitable<Result<std::vector<Remark>>> remarks(std::int64_t pull, const std::string& since) override {
    std::vector<Remark> found;
    const std::string comments_path =
        repository_.path(fmt::format("/issues/{}/comments?since={}", pull, http::percent_encode(since)));
    const std::string comments = fmt::format("comments of #{}", pull);
    RA_CO_TRY_ASSIGN(const auto said, co_await repository_.api.list(comments_path, comments));
    for (const auto& item : said) found.push_back(read_remark(item, "created_at"));
    const std::string reviews_path = repository_.path(fmt::format("/pulls/{}/reviews", pull));
    const std::string reviews = fmt::format("reviews of #{}", pull);
    RA_CO_TRY_ASSIGN(const auto judged, co_await repository_.api.list(reviews_path, reviews));
    for (const auto& item : judged) {
      if (item["state"].as_string() != "APPROVED") continue;
      found.push_back(read_remark(item, "submitted_at"));
      found.back().is_review = true;
    }
    co_return found;
  }

  asio::awaitable<Result<Comment>> create(std::int64_t pull, const std::string& body) override {
    const std::string path = repository_.path(fmt::format("/issues/{}/comments", pull));
    auto written = co_await write(http::Method::post, path, body, fmt::format("comment on #{}", pull));
    co_return written;
  }

  asio::awaitable<Result<Comment>> update(std::int64_t id, const std::string& body) override {
    const std::string path = repository_.path(fmt::format("/issues/comments/{}", id));
    auto written = co_await write(http::Method::patch, path, body, fmt::format("comment {}", id));
    co_return written;
  }

  asio::awaitable<Result<>> remove(std::int64_t id) override {
    const std::string path = repository_.path(fmt::format("/issues/comments/{}", id));
    const std::string what = fmt::format("comment {}", id);
    json::Value nothing;
    RA_CO_TRY(co_await repository_.api.write(http::Method::delete_, path, std::move(nothing), what));
    co_return Result<>{};
  }

 private:
  asio::awaitable<Result<Comment>> write(http::Method method, std::string path, std::string text, std::string what) {
    auto body = json::Value::object();
    body.set("body", std::move(text));
    RA_CO_TRY_ASSIGN(const auto answer, co_await repository_.api.write(method, path, std::move(body), what));
    Comment comment;
    comment.id = answer["id"].as_int();
    comment.body = answer["body"].as_string();
    comment.link = answer["html_url"].as_string();
    if (comment.id <= 0) co_return error(Errc::internal, what + ": GitHub's answer is no comment");
    co_return comment;
  }

  const GithubRepository& repository_;
};

}  // namespace

std::unique_ptr<Comments> github_comments(const GithubRepository& repository) {
  return std::make_unique<GithubComments>(repository);
}

}  // namespace ra::forge
