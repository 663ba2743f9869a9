#include "ci/circleci.hpp"

#include "base/text.hpp"
#include "base/try.hpp"
#include "ci/circleci_api.hpp"
#include "ci/circleci_inspect.hpp"
#include "ci/circleci_logs.hpp"
#include "ci/circleci_tests.hpp"
#include "ci/circleci_trigger.hpp"
#include "http/url.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

namespace asio = boost::asio;

namespace ra::ci {

namespace {

using circleci::Api;
using circleci::Project;

// A project that is not there and one that is hidden look the same: 404 for both (docs, api-developers-guide).
Error about_project(Error e, const Project& project) {
  if (e.code != Errc::not_found) return e;
  return error(Errc::not_found,
               fmt::format("project {} is not set up on CircleCI, or the token may not see it", project.slug()),
               "set the project up on CircleCI with an account that may, or name its slug under ci.projects");
}

std::string of_project(const Project& project) { return "project " + project.slug(); }

Error lacks(std::string_view what, std::string_view field) {
  return error(Errc::transient, fmt::format("{}: CircleCI's answer lacks `{}`", what, field));
}

std::optional<PipelineState> to_state(std::string_view word) {
  if (word == "pending") return PipelineState::pending;
  if (word == "setup-pending") return PipelineState::setup_pending;
  if (word == "setup") return PipelineState::setup;
  if (word == "created") return PipelineState::created;
  if (word == "errored") return PipelineState::errored;
  return std::nullopt;
}

Result<Workflow> to_workflow(const json::Value& item, const std::string& what) {
  for (const std::string_view field : {"id", "name", "status", "created_at"}) {
    if (item[field].as_string().empty()) return lacks(what, field);
  }
  Workflow workflow;
  workflow.id = item["id"].as_string();
  workflow.name = item["name"].as_string();
  workflow.status = item["status"].as_string();
  workflow.created_at = item["created_at"].as_string();
  workflow.stopped_at = item["stopped_at"].as_string();
  const auto reruns = [&](std::string_view field) {
    return static_cast<int>(std::clamp<std::int64_t>(item[field].as_int(), 0, 1000));
  };
  if (item["auto_rerun_number"].is_number()) workflow.auto_rerun_number = reruns("auto_rerun_number");
  workflow.max_auto_reruns = reruns("max_auto_reruns");
  workflow.setup = item["tag"].as_string() == "setup";
  return workflow;
}

// The branch a pipeline runs on. Those of the GitHub App say it in other words.
const std::string& branch_of(const json::Value& pipeline) {
  const std::string& branch = pipeline["vcs"]["branch"].as_string();
  return branch.empty() ? pipeline["trigger_parameters"]["git"]["branch"].as_string() : branch;
}

class Circleci final : public Provider {
 public:
  Circleci(http::Client& client, CircleciOptions options)
      : api_{client, std::move(options.base_url), std::move(options.token)},
        log_{options.log != nullptr ? *options.log : silent_} {}

  std::string_view name() const override { return "circleci"; }

  asio::awaitable<Result<bool>> check_token() override {
    const std::string path = "/api/v2/me";
    const std::string what = "the token's account";
    const auto me = co_await api_.get(path, what);
    if (!me) co_return me.error();
    co_return true;
  }

  asio::awaitable<Result<>> check(const Job& job) override {
    RA_CO_TRY_ASSIGN(const Project project, circleci::parse_slug(job.project));
    const std::string path = "/api/v2/project/" + project.path();
    const std::string what = of_project(project);
    const auto found = co_await api_.get(path, what);
    if (!found) co_return about_project(found.error(), project);
    co_return Result<>{};
  }

  asio::awaitable<Result<std::int64_t>> newest_number(const Job& job) override {
    RA_CO_TRY_ASSIGN(const Project project, circleci::parse_slug(job.project));
    const std::string path = fmt::format("/api/v2/project/{}/pipeline", project.path());
    const std::string what = "pipelines of " + of_project(project);
    const auto page = co_await api_.get(path, what);
    if (!page) co_return about_project(page.error(), project);
    const json::Value& items = (*page)["items"];
    if (!items.is_array()) co_return lacks(what, "items");
    std::int64_t newest = 0;
    for (const auto& item : items.items()) {
      const std::int64_t number = item["number"].as_int();
      if (number <= 0) co_return lacks(what, "number");
      newest = std::max(newest, number);
    }
    co_return newest;
  }

  asio::awaitable<Result<PipelineRef>> trigger(const Job& job) override {
    RA_CO_TRY_ASSIGN(const Project project, circleci::parse_slug(job.project));
    RA_CO_TRY_ASSIGN(const circleci::TriggerRequest asked, circleci::trigger_request(job, project));
    auto answer = co_await api_.post(asked.path, asked.body);
    if (!answer) co_return with_context(std::move(answer).error(), of_project(project));
    auto started = circleci::read_trigger(*answer, asked, of_project(project));
    if (!started) co_return about_project(std::move(started).error(), project);
    started->http_link = api_.pipeline_link(project, started->number);
    co_return started;
  }

  asio::awaitable<Result<std::optional<PipelineRef>>> find(const Job& job, std::int64_t after_number,
                                                           const std::set<std::string>& known) override {
    RA_CO_TRY_ASSIGN(const Project project, circleci::parse_slug(job.project));
    auto me = co_await login();
    if (!me) co_return std::move(me).error();
    const std::string our_login = *std::move(me);

    const std::string path =
        fmt::format("/api/v2/project/{}/pipeline?branch={}", project.path(), http::percent_encode(job.branch));
    const std::string what = "pipelines of " + of_project(project);
    const Api::Enough enough = [after_number](const json::Value& item) {
      return item["number"].as_int() <= after_number;  // they come newest first; 0 when it has none
    };
    const auto items = co_await api_.list(path, what, enough);
    if (!items) co_return about_project(items.error(), project);

    std::vector<PipelineRef> matches;
    for (const auto& item : *items) {
      PipelineRef ref{item["id"].as_string(), item["number"].as_int(), {}, item["created_at"].as_string()};
      if (ref.id.empty() || ref.number <= 0) co_return lacks(what, "id or number");
      if (ref.number <= after_number || known.contains(ref.id)) continue;
      RA_CO_TRY_ASSIGN(const bool ours, is_ours(item, job, our_login, what));
      if (ours) matches.push_back(std::move(ref));
    }
    if (matches.empty()) co_return std::optional<PipelineRef>{};
    PipelineRef oldest = *std::ranges::min_element(matches, {}, &PipelineRef::number);
    oldest.http_link = api_.pipeline_link(project, oldest.number);
    if (matches.size() > 1) {
      log_.warning("{} pipelines of {} on {} could be the one that was started, taking the oldest: number={}",
                   matches.size(), project.slug(), one_line(job.branch), oldest.number);
    }
    co_return std::optional<PipelineRef>{std::move(oldest)};
  }

  asio::awaitable<Result<Observation>> observe(const Job&, const PipelineRef& pipeline) override {
    // The state first: read after the workflows, it could be final while they were not all made yet.
    Observation seen;
    const auto known = final_.find(pipeline.id);
    if (known != final_.end()) {
      seen = known->second;
    } else {
      auto now = co_await read_pipeline(pipeline.id);
      if (!now) co_return std::move(now).error();
      seen = *std::move(now);
    }
    auto workflows = co_await read_workflows(pipeline.id);
    if (!workflows) co_return std::move(workflows).error();
    seen.workflows = *std::move(workflows);
    co_return seen;
  }

  asio::awaitable<Result<std::vector<model::WorkflowRun>>> inspect(const Job& job,
                                                                   const PipelineRef& pipeline) override {
    RA_CO_TRY_ASSIGN(const Project project, circleci::parse_slug(job.project));
    const auto workflows = co_await read_workflows(pipeline.id);
    if (!workflows) co_return workflows.error();
    const std::string made = api_.pipeline_link(project, pipeline.number);
    const std::string& link = pipeline.http_link.empty() ? made : pipeline.http_link;
    auto runs = co_await circleci::inspect_workflows(api_, log_, project, link, *workflows);
    co_return std::move(runs);
  }

  asio::awaitable<Result<>> read_logs(const Job& job, const PipelineRef& pipeline, LogVisitor& visitor) override {
    RA_CO_TRY_ASSIGN(const Project project, circleci::parse_slug(job.project));
    const auto workflows = co_await read_workflows(pipeline.id);
    if (!workflows) co_return workflows.error();
    const std::string made = api_.pipeline_link(project, pipeline.number);
    const std::string& link = pipeline.http_link.empty() ? made : pipeline.http_link;
    co_return co_await circleci::read_step_logs(api_, project, link, *workflows, visitor);
  }

  asio::awaitable<Result<>> read_tests(std::string where, TestVisitor& visitor) override {
    RA_CO_TRY_ASSIGN(const circleci::TestsPlace place, circleci::parse_tests_place(where));
    co_return co_await circleci::read_tests(api_, log_, place, visitor);
  }

 private:
  // Can our trigger have made it? A stranger's pipeline that is taken for ours would be reported in its place; ours
  // that is not seen would be started twice. So what cannot be told is an error.
  static Result<bool> is_ours(const json::Value& item, const Job& job, const std::string& our_login,
                              const std::string& what) {
    // OpenAPI, trigger.type: scheduled_pipeline, explicit, api, webhook. Recorded pipelines that were started by
    // /project/{slug}/pipeline say "api". Of pipeline/run neither a record nor the description says which of "api" and
    // "explicit" it is, but it is none of those that start by themselves.
    const std::string& type = item["trigger"]["type"].as_string();
    if (type.empty()) return lacks(what, "trigger.type");
    const bool asked_for = type == "api" || (type == "explicit" && !job.definition.empty());
    if (!asked_for) return false;
    const std::string& its_login = item["trigger"]["actor"]["login"].as_string();
    if (!our_login.empty() && its_login.empty()) return lacks(what, "trigger.actor.login");
    if (!our_login.empty() && its_login != our_login) return false;
    // Where it does not say (GitHub App), it was asked for by branch all the same.
    const std::string& its_branch = branch_of(item);
    return its_branch == job.branch || (its_branch.empty() && item["vcs"]["tag"].is_null());
  }

  // Our account's login, "" when CircleCI does not tell: then actors cannot be compared.
  asio::awaitable<Result<std::string>> login() {
    if (login_) co_return *login_;
    const std::string path = "/api/v2/me";
    const std::string what = "the token's account";
    const auto me = co_await api_.get(path, what);
    if (!me && me.error().code != Errc::unauthorized) co_return me.error();
    if (!me) {
      log_.warning("pipelines of other accounts cannot be told from ours: {}", me.error().message);
      login_ = "";
      co_return *login_;
    }
    if ((*me)["login"].as_string().empty()) co_return lacks(what, "login");
    login_ = (*me)["login"].as_string();
    co_return *login_;
  }

  asio::awaitable<Result<Observation>> read_pipeline(std::string id) {
    const std::string path = "/api/v2/pipeline/" + http::percent_encode(id);
    const std::string what = "pipeline " + id;
    const auto answer = co_await api_.get(path, what);
    if (!answer) co_return answer.error();
    const std::string& word = (*answer)["state"].as_string();
    if (word.empty()) co_return lacks(what, "state");
    const auto state = to_state(word);
    if (!state && unknown_states_.insert(word).second) {
      log_.warning("CircleCI reports a pipeline state that this program does not know: {}; it is waited for",
                   one_line(word, 80));
    }
    Observation seen;
    seen.state = state.value_or(PipelineState::pending);
    seen.revision = (*answer)["vcs"]["revision"].as_string();
    for (const auto& e : (*answer)["errors"].items()) {
      const std::string& type = e["type"].as_string();
      const std::string& message = e["message"].as_string();
      seen.errors.push_back(type.empty() ? message : fmt::format("{}: {}", type, message));
    }
    // Only these two are final (docs, pipelines "Pipeline states"); they need not be asked for again.
    if (seen.state == PipelineState::created || seen.state == PipelineState::errored) final_[id] = seen;
    co_return seen;
  }

  asio::awaitable<Result<std::vector<Workflow>>> read_workflows(std::string id) {
    const std::string path = fmt::format("/api/v2/pipeline/{}/workflow", http::percent_encode(id));
    const std::string what = "workflows of pipeline " + id;
    const auto items = co_await api_.list(path, what);
    if (!items) co_return items.error();
    std::vector<Workflow> workflows;
    for (const auto& item : *items) {
      RA_CO_TRY_ASSIGN(auto workflow, to_workflow(item, what));
      workflows.push_back(std::move(workflow));
    }
    co_return workflows;
  }

  Log silent_;
  Api api_;
  const Log& log_;
  std::optional<std::string> login_;
  std::map<std::string, Observation, std::less<>> final_;  // by pipeline id, without workflows
  std::set<std::string> unknown_states_;                   // said already
};

}  // namespace

std::unique_ptr<Provider> make_circleci(http::Client& client, CircleciOptions options) {
  return std::make_unique<Circleci>(client, std::move(options));
}

}  // namespace ra::ci
