#pragma once

#include "ci/provider.hpp"

#include <algorithm>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ra::test {

// A CI in memory: each project answers its triggers and polls as its script says. What is not scripted passes
// at the first poll.
struct FakeProvider final : ci::Provider {
  struct Project {
    bool set_up = true;
    std::deque<Error> check_errors;
    std::deque<Error> trigger_errors;  // for the next triggers; `uncertain` ones may take effect all the same
    bool uncertain_takes_effect = true;
    std::deque<Error> find_errors;
    std::deque<std::string>
        statuses;  // of the workflow, one a poll; the last repeats; empty: success; "none": no workflow
    std::deque<Error> observe_errors;  // before any status is told
    std::vector<ci::PipelineRef> made;
    std::string revision;  // what it says that it built
  };

  std::map<std::string, Project> projects;
  std::vector<std::string> log;  // "check a", "number a", "trigger a", "find a", "observe a", "inspect a"
  std::function<void(const std::string& line)> on;  // called with each line, before it takes effect
  std::size_t running = 0;
  std::size_t most_running = 0;

  bool wants_token = true;
  Result<bool> token = true;  // what check_token() says

  std::string_view name() const override { return "fake"; }
  bool has_token() const override { return wants_token; }
  boost::asio::awaitable<Result<bool>> check_token() override {
    note("token");
    // Not `co_return token`: a result of a bool is made of another one by asking whether that one has a value.
    if (!token) co_return token.error();
    co_return *token;
  }

  boost::asio::awaitable<Result<>> check(const ci::Job& job) override {
    note("check " + job.component);
    if (auto e = next(projects[job.component].check_errors)) co_return *e;
    if (projects[job.component].set_up) co_return Result<>{};
    co_return error(Errc::not_found, "project " + job.project + " is not set up", "set it up");
  }

  boost::asio::awaitable<Result<std::int64_t>> newest_number(const ci::Job& job) override {
    note("number " + job.component);
    co_return static_cast<std::int64_t>(projects[job.component].made.size());
  }

  boost::asio::awaitable<Result<ci::PipelineRef>> trigger(const ci::Job& job) override {
    note("trigger " + job.component);
    Project& project = projects[job.component];
    if (auto e = next(project.trigger_errors)) {
      if (e->code == Errc::uncertain && project.uncertain_takes_effect) make(job.component);
      co_return *e;
    }
    co_return make(job.component);
  }

  boost::asio::awaitable<Result<std::optional<ci::PipelineRef>>> find(const ci::Job& job, std::int64_t after_number,
                                                                      const std::set<std::string>& known) override {
    note("find " + job.component);
    if (auto e = next(projects[job.component].find_errors)) co_return *e;
    for (const auto& made : projects[job.component].made) {
      if (made.number > after_number && !known.contains(made.id)) co_return made;
    }
    co_return std::nullopt;
  }

  boost::asio::awaitable<Result<ci::Observation>> observe(const ci::Job& job,
                                                          const ci::PipelineRef& pipeline) override {
    note("observe " + job.component);
    Project& project = projects[job.component];
    if (auto e = next(project.observe_errors)) co_return *e;
    std::string status = "success";
    if (!project.statuses.empty()) {
      status = project.statuses.front();
      if (project.statuses.size() > 1) project.statuses.pop_front();
    }
    ci::Observation seen;
    seen.revision = project.revision;
    seen.state = ci::PipelineState::created;
    if (status == "none") co_return seen;
    ci::Workflow workflow;
    workflow.id = pipeline.id + "-w";
    workflow.name = "build";
    workflow.status = status;
    workflow.created_at = "2026-01-14T10:00:00Z";
    if (status != "running") {
      workflow.stopped_at = "2026-01-14T10:05:00Z";
      running -= running > 0 ? 1 : 0;
    }
    seen.workflows.push_back(std::move(workflow));
    co_return seen;
  }

  boost::asio::awaitable<Result<std::vector<model::WorkflowRun>>> inspect(const ci::Job& job,
                                                                          const ci::PipelineRef& pipeline) override {
    note("inspect " + job.component);
    model::WorkflowRun workflow;
    workflow.id = pipeline.id + "-w";
    workflow.name = "build";
    co_return std::vector<model::WorkflowRun>{workflow};
  }

  long times(const std::string& line) const { return std::ranges::count(log, line); }

  ci::PipelineRef make(const std::string& component) {
    Project& project = projects[component];
    ci::PipelineRef ref;
    ref.number = static_cast<std::int64_t>(project.made.size()) + 1;
    ref.id = component + "-" + std::to_string(ref.number);
    ref.http_link = "https://ci.example/" + ref.id;
    ref.created_at = "2026-01-14T10:00:00Z";
    project.made.push_back(ref);
    most_running = std::max(most_running, ++running);
    return ref;
  }

 private:
  void note(const std::string& line) {
    if (on) on(line);
    log.push_back(line);
  }

  static std::optional<Error> next(std::deque<Error>& errors) {
    if (errors.empty()) return std::nullopt;
    Error e = std::move(errors.front());
    errors.pop_front();
    return e;
  }
};

}  // namespace ra::test
