#pragma once

#include "ci/provider.hpp"

#include <algorithm>
#include <deque>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace ra::test {

// A CI in memory: each project answers its triggers and polls as its script says. What is not scripted passes
// at the first poll.
struct FakeProvider final : ci::Provider {
  struct Project {
    bool set_up = true;
    std::deque<Error> trigger_errors;  // for the next triggers; `uncertain` ones may take effect all the same
    bool uncertain_takes_effect = true;
    std::deque<std::string> statuses;  // of the workflow, one a poll; the last repeats; none: success
    std::deque<Error> observe_errors;
    std::vector<ci::PipelineRef> made;
    std::string revision;  // what it says that it built
  };

  std::map<std::string, Project> projects;
  std::vector<std::string> log;  // "trigger a", "observe a", …
  std::size_t running = 0;
  std::size_t most_running = 0;
  std::function<void(const std::string&)> before_trigger;

  std::string_view name() const override { return "fake"; }

  boost::asio::awaitable<Result<>> check(const ci::Job& job) override {
    log.push_back("check " + job.component);
    if (projects[job.component].set_up) co_return Result<>{};
    co_return error(Errc::not_found, "project " + job.project + " is not set up", "set it up");
  }

  boost::asio::awaitable<Result<std::int64_t>> newest_number(const ci::Job& job) override {
    co_return static_cast<std::int64_t>(projects[job.component].made.size());
  }

  boost::asio::awaitable<Result<ci::PipelineRef>> trigger(const ci::Job& job) override {
    if (before_trigger) before_trigger(job.component);
    log.push_back("trigger " + job.component);
    Project& project = projects[job.component];
    if (!project.trigger_errors.empty()) {
      const Error e = project.trigger_errors.front();
      project.trigger_errors.pop_front();
      if (e.code == Errc::uncertain && project.uncertain_takes_effect) make(job.component);
      co_return e;
    }
    co_return make(job.component);
  }

  boost::asio::awaitable<Result<std::optional<ci::PipelineRef>>> find(const ci::Job& job, std::int64_t after_number,
                                                                      const std::set<std::string>& known) override {
    log.push_back("find " + job.component);
    for (const auto& made : projects[job.component].made) {
      if (made.number > after_number && !known.contains(made.id)) co_return made;
    }
    co_return std::nullopt;
  }

  boost::asio::awaitable<Result<ci::Observation>> observe(const ci::Job& job,
                                                          const ci::PipelineRef& pipeline) override {
    log.push_back("observe " + job.component);
    Project& project = projects[job.component];
    if (!project.observe_errors.empty()) {
      const Error e = project.observe_errors.front();
      project.observe_errors.pop_front();
      co_return e;
    }
    std::string status = "success";
    if (!project.statuses.empty()) {
      status = project.statuses.front();
      if (project.statuses.size() > 1) project.statuses.pop_front();
    }
    ci::Workflow workflow;
    workflow.id = pipeline.id + "-w";
    workflow.name = "build";
    workflow.status = status;
    workflow.created_at = "2026-01-14T10:00:00Z";
    if (status != "running") {
      workflow.stopped_at = "2026-01-14T10:05:00Z";
      running -= running > 0 ? 1 : 0;
    }
    ci::Observation seen;
    seen.revision = project.revision;
    seen.state = ci::PipelineState::created;
    seen.workflows.push_back(std::move(workflow));
    co_return seen;
  }

  boost::asio::awaitable<Result<std::vector<model::WorkflowRun>>> inspect(const ci::Job& job,
                                                                          const ci::PipelineRef& pipeline) override {
    log.push_back("inspect " + job.component);
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
};

}  // namespace ra::test
