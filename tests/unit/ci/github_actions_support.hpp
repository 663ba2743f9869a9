#pragma once

#include "ci/github_actions.hpp"
#include "support/github_bench.hpp"

#include <boost/test/unit_test.hpp>

#include <memory>
#include <string>

namespace ra::test {

inline constexpr const char* workflow_path = "/api/v3/repos/acme/gateway/actions/workflows/release.yml";

// A GitHub whose answers a test writes down beforehand, on a clock that only waiting moves.
struct ActionsBench : GithubBench {
  explicit ActionsBench(std::string correlation_input = {}) {
    ci::GithubActionsOptions made;
    made.api = options();
    made.correlation_input = std::move(correlation_input);
    provider = ci::make_github_actions(client, std::move(made), clock.sleep(), clock);
  }

  static ci::Job job() {
    ci::Job job;
    job.component = "gateway";
    job.project = "acme/gateway";
    job.branch = "3.16.x";
    job.parameters = {{"gio_action", std::string{"release"}}, {"dry_run", true}, {"retries", std::int64_t{3}}};
    return job;
  }

  Result<> check(const ci::Job& asked = job()) {
    Result<> result;
    run_coroutine([&]() -> boost::asio::awaitable<void> { result = co_await provider->check(asked); });
    return result;
  }
  Result<ci::PipelineRef> trigger(const ci::Job& asked = job()) { return await(provider->trigger(asked)); }
  Result<std::optional<ci::PipelineRef>> find(std::int64_t after, const std::set<std::string>& known = {},
                                              const ci::Job& asked = job()) {
    return await(provider->find(asked, after, known));
  }
  Result<std::int64_t> newest_number() {
    const ci::Job asked = job();
    return await(provider->newest_number(asked));
  }
  Result<ci::Observation> observe(const std::string& id = "77") {
    const ci::Job asked = job();
    const ci::PipelineRef ref = pipeline(id);
    return await(provider->observe(asked, ref));
  }
  Result<std::vector<model::WorkflowRun>> inspect(const std::string& id = "77") {
    const ci::Job asked = job();
    const ci::PipelineRef ref = pipeline(id);
    return await(provider->inspect(asked, ref));
  }

  void we_are(const std::string& login) {
    post("https://ghe.example/api/graphql", json_answer(200, R"({"data":{"viewer":{"login":")" + login + R"("}}})"));
  }
  void runs(const std::string& items) {
    get("/actions/workflows/release.yml/runs?",
        json_answer(200, R"({"total_count":9,"workflow_runs":[)" + items + "]}"));
  }
  const http::Request& request(std::size_t n) const { return client.requests().at(n); }

  std::unique_ptr<ci::Provider> provider;

 private:
  static ci::PipelineRef pipeline(const std::string& id) {
    ci::PipelineRef ref;
    ref.id = id;
    return ref;
  }
};

struct ARun {
  int number = 5;
  std::string status = "completed";
  std::string conclusion = "success";
  std::string actor = "release-bot";
  std::string event = "workflow_dispatch";
  std::string branch = "3.16.x";
  std::string title = "Release";
  int attempt = 1;
};

inline std::string to_json(const ARun& run) {
  const std::string id = std::to_string(run.number + 70);
  return R"({"id":)" + id + R"(,"name":"Release","run_number":)" + std::to_string(run.number) + R"(,"status":")" +
         run.status + R"(","conclusion":)" + (run.conclusion.empty() ? "null" : '"' + run.conclusion + '"') +
         R"(,"event":")" + run.event + R"(","head_branch":")" + run.branch +
         R"(","head_sha":"0fa8b13","display_title":")" + run.title + R"(","run_attempt":)" +
         std::to_string(run.attempt) + R"(,"actor":{"login":")" + run.actor +
         R"("},"path":".github/workflows/release.yml","created_at":"2026-01-14T10:00:00Z","run_started_at":"2026-01-14T10:0)" +
         std::to_string(run.attempt) +
         R"(:00Z","updated_at":"2026-01-14T10:09:00Z","html_url":"https://github.com/acme/gateway/actions/runs/)" + id +
         "\"}";
}

inline http::Response answer_of(const ARun& run) { return json_answer(200, to_json(run)); }

inline bool mentions(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

}  // namespace ra::test
