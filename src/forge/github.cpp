#include "forge/github.hpp"

#include "base/text.hpp"
#include "base/try.hpp"
#include "http/url.hpp"

#include <fmt/format.h>

namespace asio = boost::asio;

namespace ra::forge {

namespace {

constexpr std::size_t most_description = 140;  // GitHub: 422 "description is too long (maximum is 140 characters)"
constexpr int most_comment_pages = 50;         // of 100

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

std::string_view word(State state) {
  switch (state) {
    case State::pending: return "pending";
    case State::success: return "success";
    case State::failure: return "failure";
    case State::error: return "error";
  }
  return "error";
}

class Github final : public Forge {
 public:
  Github(http::Client& client, std::string owner, std::string name, github::ApiOptions options, http::Sleep sleep,
         const Clock& clock)
      : api_{client, std::move(options), std::move(sleep), clock}, owner_{std::move(owner)}, name_{std::move(name)} {}

  asio::awaitable<Result<Pull>> pull(std::int64_t number) override {
    const std::string what = fmt::format("pull request #{}", number);
    const std::string path = repository(fmt::format("/pulls/{}", number));
    RA_CO_TRY_ASSIGN(const auto answer, co_await api_.get(path, what));
    co_return pull_of(answer, what);
  }

  asio::awaitable<Result<std::vector<Pull>>> pulls_of_branch(const std::string& branch) override {
    const std::string head = http::percent_encode(owner_ + ":" + branch);
    const std::string path = repository("/pulls?state=open&head=" + head);
    auto found = co_await pulls(path, "pull requests of " + branch);
    co_return found;
  }

  asio::awaitable<Result<std::vector<Pull>>> pulls_of_commit(const std::string& sha) override {
    const std::string path = repository("/commits/" + http::percent_encode(sha) + "/pulls");
    auto found = co_await pulls(path, "pull requests of commit " + sha.substr(0, 7));
    co_return found;
  }

  asio::awaitable<Result<std::optional<Comment>>> own_comment(std::int64_t pull, Wanted wanted) override {
    const std::string what = fmt::format("comments of #{}", pull);
    std::string before;
    for (int page = 0; page < most_comment_pages; ++page) {
      auto variables = json::Value::object();
      variables.set("owner", owner_).set("name", name_).set("number", pull);
      if (before.empty()) {
        variables.set("before", json::Value{});
      } else {
        variables.set("before", before);
      }
      RA_CO_TRY_ASSIGN(const auto data, co_await api_.query(comments_query, std::move(variables), what));
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

  asio::awaitable<Result<Comment>> create_comment(std::int64_t pull, const std::string& body) override {
    const std::string path = repository(fmt::format("/issues/{}/comments", pull));
    auto written = co_await write_comment(http::Method::post, path, body, fmt::format("comment on #{}", pull));
    co_return written;
  }

  asio::awaitable<Result<Comment>> update_comment(std::int64_t id, const std::string& body) override {
    const std::string path = repository(fmt::format("/issues/comments/{}", id));
    auto written = co_await write_comment(http::Method::patch, path, body, fmt::format("comment {}", id));
    co_return written;
  }

  asio::awaitable<Result<>> set_status(const std::string& sha, const Status& status) override {
    auto body = json::Value::object();
    body.set("state", word(status.state)).set("context", status.context);
    body.set("description", one_line(status.description, most_description));
    if (!status.link.empty()) body.set("target_url", status.link);
    const std::string path = repository("/statuses/" + http::percent_encode(sha));
    const std::string what = fmt::format("status {} of {}", status.context, sha.substr(0, 7));
    RA_CO_TRY(co_await api_.write(http::Method::post, path, std::move(body), what));
    co_return Result<>{};
  }

 private:
  std::string repository(const std::string& rest) const {
    return fmt::format("/repos/{}/{}{}", http::percent_encode(owner_), http::percent_encode(name_), rest);
  }

  Result<Pull> pull_of(const json::Value& value, const std::string& what) const {
    Pull pull;
    pull.number = value["number"].as_int();
    pull.head = value["head"]["ref"].as_string();
    pull.head_sha = value["head"]["sha"].as_string();
    pull.base = value["base"]["ref"].as_string();
    pull.open = value["state"].as_string() == "open";
    pull.merged = value["merged_at"].is_string();
    pull.merge_commit = pull.merged ? value["merge_commit_sha"].as_string() : "";
    // The repository of a fork that was deleted is null.
    pull.from_fork = lower(value["head"]["repo"]["full_name"].as_string()) != lower(owner_ + "/" + name_);
    pull.link = value["html_url"].as_string();
    if (pull.number <= 0 || pull.head.empty() || pull.base.empty()) {
      return error(Errc::internal, what + ": GitHub's answer is no pull request");
    }
    return pull;
  }

  asio::awaitable<Result<std::vector<Pull>>> pulls(std::string path, std::string what) {
    RA_CO_TRY_ASSIGN(const auto items, co_await api_.list(path, what));
    std::vector<Pull> all;
    for (const auto& item : items) {
      RA_CO_TRY_ASSIGN(auto one, pull_of(item, what));
      all.push_back(std::move(one));
    }
    co_return all;
  }

  asio::awaitable<Result<Comment>> write_comment(http::Method method, std::string path, std::string text,
                                                 std::string what) {
    auto body = json::Value::object();
    body.set("body", std::move(text));
    RA_CO_TRY_ASSIGN(const auto answer, co_await api_.write(method, path, std::move(body), what));
    Comment comment;
    comment.id = answer["id"].as_int();
    comment.body = answer["body"].as_string();
    comment.link = answer["html_url"].as_string();
    if (comment.id <= 0) co_return error(Errc::internal, what + ": GitHub's answer is no comment");
    co_return comment;
  }

  github::Api api_;
  std::string owner_;
  std::string name_;
};

}  // namespace

Result<std::unique_ptr<Forge>> make_github(http::Client& client, std::string repository, github::ApiOptions options,
                                           http::Sleep sleep, const Clock& clock) {
  const auto slash = repository.find('/');
  if (slash == 0 || slash == std::string::npos || slash + 1 == repository.size() ||
      repository.find('/', slash + 1) != std::string::npos) {
    return error(Errc::config, fmt::format("`{}` is not a repository on GitHub", one_line(repository)),
                 "write owner/name");
  }
  return std::make_unique<Github>(client, repository.substr(0, slash), repository.substr(slash + 1), std::move(options),
                                  std::move(sleep), clock);
}

}  // namespace ra::forge
