#include "base/text.hpp"
#include "base/try.hpp"
#include "forge/github_parts.hpp"
#include "http/url.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace asio = boost::asio;

namespace ra::forge {

namespace {

// GitHub works out in the background whether a pull request can be merged, and says null meanwhile.
constexpr Duration mergeable_glance{2000};
constexpr int mergeable_glances = 30;

constexpr const char* merge_mutation = R"(mutation($id: ID!, $sha: GitObjectID!, $method: PullRequestMergeMethod!) {
  enablePullRequestAutoMerge(input: {pullRequestId: $id, expectedHeadOid: $sha, mergeMethod: $method}) {
    pullRequest { number }
  }
})";

// REST cannot.
constexpr const char* ready_mutation = R"(mutation($id: ID!) {
  markPullRequestReadyForReview(input: {pullRequestId: $id}) { pullRequest { number } }
})";

// For GraphQL; REST has it in small letters.
std::string_view word_of(MergeMethod method) {
  switch (method) {
    case MergeMethod::merge: return "MERGE";
    case MergeMethod::squash: return "SQUASH";
    case MergeMethod::rebase: return "REBASE";
  }
  return "MERGE";
}

Result<Pull> read_pull(const json::Value& value, const GithubRepository& here, const std::string& what) {
  Pull pull;
  pull.number = value["number"].as_int();
  pull.id = value["node_id"].as_string();
  pull.head = value["head"]["ref"].as_string();
  pull.head_sha = value["head"]["sha"].as_string();
  pull.base = value["base"]["ref"].as_string();
  pull.title = value["title"].as_string();
  pull.body = value["body"].as_string();
  pull.open = value["state"].as_string() == "open";
  pull.draft = value["draft"].as_bool();
  pull.merged = value["merged_at"].is_string();
  if (value["mergeable"].is_boolean()) pull.mergeable = value["mergeable"].as_bool();
  pull.merge_commit = pull.merged ? value["merge_commit_sha"].as_string() : "";
  // The repository of a fork that was deleted is null.
  pull.from_fork = lower(value["head"]["repo"]["full_name"].as_string()) != lower(here.owner + "/" + here.name);
  for (const auto& label : value["labels"].items()) pull.labels.push_back(label["name"].as_string());
  pull.link = value["html_url"].as_string();
  if (pull.number <= 0 || pull.head.empty() || pull.base.empty()) {
    return error(Errc::internal, what + ": GitHub's answer is no pull request");
  }
  return pull;
}

class GithubPulls final : public Pulls {
 public:
  explicit GithubPulls(const GithubRepository& repository) : repository_{repository} {}

  asio::awaitable<Result<Pull>> get(std::int64_t number) override {
    const std::string what = name_of(number);
    RA_CO_TRY_ASSIGN(const auto answer, co_await repository_.api.get(path_of(number), what));
    co_return read_pull(answer, repository_, what);
  }

  asio::awaitable<Result<std::vector<Pull>>> of_branch(const std::string& branch, std::string owner) override {
    const std::string head = http::percent_encode((owner.empty() ? repository_.owner : owner) + ":" + branch);
    auto found = co_await list("/pulls?state=open&head=" + head, "pull requests of " + branch);
    co_return found;
  }

  asio::awaitable<Result<std::vector<Pull>>> of_commit(const std::string& sha) override {
    const std::string path = "/commits/" + http::percent_encode(sha) + "/pulls";
    auto found = co_await list(path, "pull requests of commit " + sha.substr(0, 7));
    co_return found;
  }

  asio::awaitable<Result<Pull>> open(const PullDraft& draft) override {
    RA_CO_TRY_ASSIGN(const auto before, co_await of_branch(draft.head, repository_.owner));
    const auto there = std::ranges::find(before, draft.base, &Pull::base);
    if (there != before.end()) {
      if (there->title == draft.title && there->body == draft.body) co_return *there;
      PullEdit same;
      same.title = draft.title;
      same.body = draft.body;
      auto edited = co_await edit(there->number, same);
      co_return edited;
    }
    auto body = json::Value::object();
    body.set("title", draft.title).set("head", draft.head).set("base", draft.base).set("body", draft.body);
    if (draft.draft) body.set("draft", true);
    const std::string what = fmt::format("pull request of {} into {}", draft.head, draft.base);
    const std::string path = repository_.path("/pulls");
    RA_CO_TRY_ASSIGN(const auto answer,
                     co_await repository_.api.write(http::Method::post, path, std::move(body), what));
    co_return read_pull(answer, repository_, what);
  }

  asio::awaitable<Result<Pull>> edit(std::int64_t number, const PullEdit& edit) override {
    auto body = json::Value::object();
    if (edit.title) body.set("title", *edit.title);
    if (edit.body) body.set("body", *edit.body);
    if (edit.base) body.set("base", *edit.base);
    if (edit.open) body.set("state", *edit.open ? "open" : "closed");
    const std::string what = name_of(number);
    const std::string path = path_of(number);
    RA_CO_TRY_ASSIGN(const auto answer,
                     co_await repository_.api.write(http::Method::patch, path, std::move(body), what));
    co_return read_pull(answer, repository_, what);
  }

  asio::awaitable<Result<>> ready(std::int64_t number) override {
    RA_CO_TRY_ASSIGN(const Pull pull, co_await get(number));
    if (!pull.draft) co_return Result<>{};
    auto variables = json::Value::object();
    variables.set("id", pull.id);
    const std::string what = fmt::format("end of the draft of #{}", number);
    RA_CO_TRY(co_await repository_.api.mutate(ready_mutation, std::move(variables), what));
    co_return Result<>{};
  }

  asio::awaitable<Result<std::string>> merge(std::int64_t number, const std::string& sha, MergeMethod method) override {
    const std::string what = "merge of #" + std::to_string(number);
    RA_CO_TRY_ASSIGN(const Pull pull, co_await settled(number));
    if (pull.head_sha != sha) {
      co_return error(Errc::conflict, fmt::format("{}: its branch is at {}, not at {}", what, pull.head_sha, sha),
                      "somebody has pushed to it; look at it again and repeat");
    }
    if (pull.merged) co_return pull.merge_commit;
    if (pull.mergeable == false) {
      co_return error(Errc::conflict, fmt::format("{}: {} cannot be merged into {}", what, pull.head, pull.base),
                      "merge the base branch into it and solve the conflicts");
    }
    auto body = json::Value::object();
    body.set("sha", sha).set("merge_method", lower(word_of(method)));
    const std::string path = path_of(number) + "/merge";
    RA_CO_TRY_ASSIGN(const auto answer, co_await repository_.api.write(http::Method::put, path, std::move(body), what));
    const std::string commit = answer["sha"].as_string();
    if (!answer["merged"].as_bool() || commit.empty()) {
      co_return error(Errc::internal, fmt::format("{}: GitHub says {}", what, one_line(answer["message"].as_string())));
    }
    co_return commit;
  }

  asio::awaitable<Result<>> merge_when_ready(std::int64_t number, const std::string& sha, MergeMethod method) override {
    RA_CO_TRY_ASSIGN(const Pull pull, co_await get(number));
    if (pull.merged && pull.head_sha == sha) co_return Result<>{};
    auto variables = json::Value::object();
    variables.set("id", pull.id).set("sha", sha).set("method", word_of(method));
    const std::string what = "automatic merge of #" + std::to_string(number);
    RA_CO_TRY(co_await repository_.api.mutate(merge_mutation, std::move(variables), what));
    co_return Result<>{};
  }

  asio::awaitable<Result<>> add_labels(std::int64_t number, const std::vector<std::string>& labels) override {
    auto list = json::Value::array();
    for (const auto& label : labels) list.push(label);
    auto body = json::Value::object();
    body.set("labels", std::move(list));
    const std::string path = repository_.path(fmt::format("/issues/{}/labels", number));
    const std::string what = "labels of #" + std::to_string(number);
    RA_CO_TRY(co_await repository_.api.write(http::Method::post, path, std::move(body), what));
    co_return Result<>{};
  }

  asio::awaitable<Result<>> remove_label(std::int64_t number, const std::string& label) override {
    const std::string path = repository_.path(fmt::format("/issues/{}/labels/{}", number, http::percent_encode(label)));
    const std::string what = fmt::format("label {} of #{}", label, number);
    json::Value nothing;
    const auto removed = co_await repository_.api.write(http::Method::delete_, path, std::move(nothing), what);
    if (!removed && removed.error().code != Errc::not_found) co_return removed.error();
    co_return Result<>{};
  }

 private:
  static std::string name_of(std::int64_t number) { return fmt::format("pull request #{}", number); }
  std::string path_of(std::int64_t number) const { return repository_.path(fmt::format("/pulls/{}", number)); }

  asio::awaitable<Result<std::vector<Pull>>> list(const std::string& rest, std::string what) {
    const std::string path = repository_.path(rest);
    RA_CO_TRY_ASSIGN(const auto items, co_await repository_.api.list(path, what));
    std::vector<Pull> all;
    for (const auto& item : items) {
      RA_CO_TRY_ASSIGN(auto one, read_pull(item, repository_, what));
      all.push_back(std::move(one));
    }
    co_return all;
  }

  // The pull request once GitHub knows whether it can be merged.
  asio::awaitable<Result<Pull>> settled(std::int64_t number) {
    for (int glance = 0; glance < mergeable_glances; ++glance) {
      RA_CO_TRY_ASSIGN(Pull pull, co_await get(number));
      if (pull.merged || pull.mergeable) co_return pull;
      co_await repository_.api.sleep(mergeable_glance);
    }
    co_return error(Errc::unavailable, fmt::format("{}: GitHub does not say whether it can be merged", name_of(number)),
                    "run it again later");
  }

  const GithubRepository& repository_;
};

}  // namespace

std::unique_ptr<Pulls> github_pulls(const GithubRepository& repository) {
  return std::make_unique<GithubPulls>(repository);
}

}  // namespace ra::forge
