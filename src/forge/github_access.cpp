#include "base/text.hpp"
#include "base/try.hpp"
#include "forge/github_parts.hpp"
#include "http/url.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace asio = boost::asio;

namespace ra::forge {

namespace {

// REST says this only to those who may change it (allow_squash_merge); GraphQL to everybody who may read.
constexpr const char* merging_query = R"(query($owner: String!, $name: String!) {
  repository(owner: $owner, name: $name) {
    mergeCommitAllowed squashMergeAllowed rebaseMergeAllowed
    mergeCommitTitle mergeCommitMessage squashMergeCommitTitle squashMergeCommitMessage
  }
})";

Result<Permission> read_permission(const std::string& word, const std::string& what) {
  // The role says maintain and triage; `permission` folds them into write and read (REST: collaborators).
  if (word == "admin") return Permission::admin;
  if (word == "write") return Permission::write;
  if (word == "read") return Permission::read;
  if (word == "none") return Permission::none;
  return error(Errc::internal, fmt::format("{}: GitHub says `{}`, which we do not know", what, one_line(word)));
}

void add_contexts(const json::Value& checks, BranchRules& rules) {
  for (const auto& check : checks.items()) {
    const std::string context = check.is_string() ? check.as_string() : check["context"].as_string();
    if (!context.empty() && std::ranges::find(rules.required, context) == rules.required.end()) {
      rules.required.push_back(context);
    }
  }
}

std::optional<bool> said(const json::Value& value) {
  return value.is_boolean() ? std::optional<bool>{value.as_bool()} : std::nullopt;
}

class GithubAccess final : public Access {
 public:
  explicit GithubAccess(const GithubRepository& repository) : repository_{repository} {}

  asio::awaitable<Result<TokenRights>> token() override {
    const std::string path = repository_.path("");
    const std::string what = fmt::format("repository {}/{}", repository_.owner, repository_.name);
    RA_CO_TRY_ASSIGN(const auto answer, co_await repository_.api.get(path, what));
    TokenRights rights;
    const auto& push = answer["permissions"]["push"];
    if (push.is_boolean()) rights.can_push = push.as_bool();
    rights.private_repository = answer["private"].as_bool();
    rights.default_branch = answer["default_branch"].as_string();
    if (rights.default_branch.empty()) co_return error(Errc::internal, what + ": GitHub's answer is no repository");
    co_return rights;
  }

  asio::awaitable<Result<Permission>> of_user(const std::string& login) override {
    const std::string path = repository_.path("/collaborators/" + http::percent_encode(login) + "/permission");
    const std::string what = "permission of " + login;
    RA_CO_TRY_ASSIGN(const auto answer, co_await repository_.api.find(path, what));
    if (!answer) co_return Permission::none;
    co_return read_permission((*answer)["permission"].as_string(), what);
  }

  // Rulesets stand in one place, the older branch protection in another.
  asio::awaitable<Result<BranchRules>> rules(const std::string& branch) override {
    BranchRules rules;
    const std::string what = "rules of " + branch;
    const std::string branch_path = repository_.path("/branches/" + http::percent_encode(branch));
    RA_CO_TRY_ASSIGN(const auto found, co_await repository_.api.find(branch_path, what));
    if (!found) co_return rules;
    rules.there = true;
    rules.is_protected = (*found)["protected"].as_bool();
    add_contexts((*found)["protection"]["required_status_checks"]["contexts"], rules);
    add_contexts((*found)["protection"]["required_status_checks"]["checks"], rules);
    const std::string rules_path = repository_.path("/rules/branches/" + http::percent_encode(branch));
    RA_CO_TRY_ASSIGN(const auto items, co_await repository_.api.list(rules_path, what));
    for (const auto& item : items) {
      rules.is_protected = true;
      if (item["type"].as_string() != "required_status_checks") continue;
      add_contexts(item["parameters"]["required_status_checks"], rules);
    }
    co_return rules;
  }

  asio::awaitable<Result<MergeWays>> merge_ways() override {
    auto variables = json::Value::object();
    variables.set("owner", repository_.owner).set("name", repository_.name);
    const std::string what = fmt::format("repository {}/{}", repository_.owner, repository_.name);
    RA_CO_TRY_ASSIGN(const auto data, co_await repository_.api.query(merging_query, std::move(variables), what));
    const auto& answer = data["repository"];
    MergeWays ways;
    ways.merge = said(answer["mergeCommitAllowed"]);
    ways.squash = said(answer["squashMergeAllowed"]);
    ways.rebase = said(answer["rebaseMergeAllowed"]);
    ways.squash_has_pulls_title = answer["squashMergeCommitTitle"].as_string() == "PR_TITLE";
    const std::string squashed = answer["squashMergeCommitMessage"].as_string();
    if (squashed == "PR_BODY") ways.squash_body = MergeWays::Body::pull;
    if (squashed == "BLANK") ways.squash_body = MergeWays::Body::none;
    ways.merge_has_pulls_title = answer["mergeCommitTitle"].as_string() == "PR_TITLE";
    const std::string merged = answer["mergeCommitMessage"].as_string();
    if (merged == "PR_BODY") ways.merge_body = MergeWays::Below::body;
    if (merged == "BLANK") ways.merge_body = MergeWays::Below::none;
    co_return ways;
  }

 private:
  const GithubRepository& repository_;
};

}  // namespace

std::unique_ptr<Access> github_access(const GithubRepository& repository) {
  return std::make_unique<GithubAccess>(repository);
}

}  // namespace ra::forge
