#include "base/text.hpp"
#include "base/try.hpp"
#include "forge/github_parts.hpp"
#include "http/url.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace asio = boost::asio;

namespace ra::forge {

namespace {

constexpr std::size_t most_deployment_text = 140;  // GitHub: a status' description

std::string_view word_of(DeploymentState state) {
  switch (state) {
    case DeploymentState::queued: return "queued";
    case DeploymentState::in_progress: return "in_progress";
    case DeploymentState::success: return "success";
    case DeploymentState::failure: return "failure";
    case DeploymentState::error: return "error";
    case DeploymentState::inactive: return "inactive";
  }
  return "error";
}

constexpr DeploymentState deployment_states[] = {DeploymentState::queued,  DeploymentState::in_progress,
                                                 DeploymentState::success, DeploymentState::failure,
                                                 DeploymentState::error,   DeploymentState::inactive};

Result<Deployment> read_deployment(const json::Value& value, const std::string& what) {
  Deployment deployment;
  deployment.id = value["id"].as_int();
  deployment.ref = value["ref"].as_string();
  deployment.sha = value["sha"].as_string();
  deployment.environment = value["environment"].as_string();
  deployment.description = value["description"].as_string();
  // 202 with a message: GitHub merged the default branch into the ref instead of deploying.
  if (deployment.id <= 0) return error(Errc::internal, what + ": GitHub's answer is no deployment");
  return deployment;
}

class GithubDeployments final : public Deployments {
 public:
  explicit GithubDeployments(const GithubRepository& repository) : repository_{repository} {}

  asio::awaitable<Result<std::vector<Deployment>>> of(const std::string& environment) override {
    const std::string path = repository_.path("/deployments?environment=" + http::percent_encode(environment));
    const std::string what = "deployments to " + environment;
    RA_CO_TRY_ASSIGN(const auto items, co_await repository_.api.list(path, what));
    std::vector<Deployment> all;
    for (const auto& item : items) {
      RA_CO_TRY_ASSIGN(auto one, read_deployment(item, what));
      all.push_back(std::move(one));
    }
    co_return all;
  }

  asio::awaitable<Result<Deployment>> create(const std::string& ref, const std::string& environment,
                                             const std::string& description) override {
    auto body = json::Value::object();
    body.set("ref", ref).set("environment", environment).set("description", description);
    // What is deployed is what was released: nothing is merged into it, and its checks have been looked at.
    body.set("auto_merge", false).set("required_contexts", json::Value::array());
    const std::string what = fmt::format("deployment of {} to {}", ref, environment);
    const std::string path = repository_.path("/deployments");
    RA_CO_TRY_ASSIGN(const auto answer,
                     co_await repository_.api.write(http::Method::post, path, std::move(body), what));
    co_return read_deployment(answer, what);
  }

  asio::awaitable<Result<std::vector<std::string>>> approvals(std::int64_t run,
                                                              const std::string& environment) override {
    const std::string path = repository_.path(fmt::format("/actions/runs/{}/approvals", run));
    const std::string what = fmt::format("approvals of run {}", run);
    RA_CO_TRY_ASSIGN(const auto answer, co_await repository_.api.get(path, what));
    std::vector<std::string> who;
    for (const auto& review : answer.items()) {
      if (review["state"].as_string() != "approved") continue;
      const auto& environments = review["environments"].items();
      const bool ours = std::ranges::any_of(
          environments, [&](const json::Value& one) { return lower(one["name"].as_string()) == lower(environment); });
      if (ours) who.push_back(review["user"]["login"].as_string());
    }
    co_return who;
  }

  asio::awaitable<Result<std::optional<DeploymentState>>> state(std::int64_t id) override {
    const std::string path = repository_.path(fmt::format("/deployments/{}/statuses?per_page=1", id));
    const std::string what = fmt::format("statuses of deployment {}", id);
    RA_CO_TRY_ASSIGN(const auto answer, co_await repository_.api.get(path, what));
    if (answer.items().empty()) co_return std::optional<DeploymentState>{};
    const std::string& word = answer.items().front()["state"].as_string();
    const auto* const found = std::ranges::find(deployment_states, word, word_of);
    if (found == std::end(deployment_states)) co_return std::optional<DeploymentState>{};  // pending
    co_return std::optional{*found};
  }

  asio::awaitable<Result<>> set(std::int64_t id, DeploymentState state, const std::string& description,
                                const std::string& link) override {
    auto body = json::Value::object();
    body.set("state", word_of(state)).set("description", one_line(description, most_deployment_text));
    if (!link.empty()) body.set("log_url", link);
    const std::string path = repository_.path(fmt::format("/deployments/{}/statuses", id));
    const std::string what = fmt::format("status of deployment {}", id);
    RA_CO_TRY(co_await repository_.api.write(http::Method::post, path, std::move(body), what));
    co_return Result<>{};
  }

 private:
  const GithubRepository& repository_;
};

}  // namespace

std::unique_ptr<Deployments> github_deployments(const GithubRepository& repository) {
  return std::make_unique<GithubDeployments>(repository);
}

}  // namespace ra::forge
