#include "ci/circleci_inspect.hpp"

#include "base/text.hpp"
#include "ci/circleci_failure.hpp"
#include "http/url.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace asio = boost::asio;

namespace ra::ci::circleci {

namespace {

// Ours: a step that wrote more than this is not read into memory for its last lines.
constexpr std::uint64_t most_output = std::uint64_t{8} << 20U;

model::JobRun to_job(const json::Value& item, const std::string& workflow_link) {
  model::JobRun job;
  job.id = item["id"].as_string();
  job.name = item["name"].as_string();
  job.status = item["status"].as_string();
  job.type = item["type"].as_string();
  job.started_at = item["started_at"].as_string();
  job.stopped_at = item["stopped_at"].as_string();
  // Approvals, and jobs that have not started yet, have no number (OpenAPI: job_number is optional).
  if (const std::int64_t number = item["job_number"].as_int(); number > 0) job.number = number;
  if (job.number && !workflow_link.empty()) job.http_link = fmt::format("{}/jobs/{}", workflow_link, *job.number);
  return job;
}

class Inspector {
 public:
  Inspector(Api& api, const Log& log, const Project& project) : api_{api}, log_{log}, project_{project} {}

  asio::awaitable<std::vector<model::JobRun>> jobs_of(std::string workflow_id, std::string workflow_link) {
    std::vector<model::JobRun> jobs;
    const std::string path = fmt::format("/api/v2/workflow/{}/job", http::percent_encode(workflow_id));
    const std::string what = "jobs of workflow " + workflow_id;
    const auto items = co_await api_.list(path, what);
    if (!items) {
      left_out(items.error());
      co_return jobs;
    }
    for (const auto& item : *items) {
      model::JobRun job = to_job(item, workflow_link);
      if (is_failed_job(job.status)) {
        auto failure = co_await failure_of(job);
        job.failure = std::move(failure);
      }
      jobs.push_back(std::move(job));
    }
    co_return jobs;
  }

 private:
  void left_out(const Error& e) const { log_.debug("left out of the report: {}", e.message); }

  asio::awaitable<model::Failure> failure_of(const model::JobRun& job) {
    // A re-run "from failed" shows the jobs before it once more, with their old numbers.
    if (job.number) {
      if (const auto known = known_.find(*job.number); known != known_.end()) co_return known->second;
    }
    model::Failure failure;
    if (job.number) {
      co_await read_tests(failure, *job.number);
      co_await read_step(failure, *job.number);
    }
    add_status(failure, job.status);
    if (job.number) known_[*job.number] = failure;
    co_return failure;
  }

  asio::awaitable<void> read_tests(model::Failure& failure, std::int64_t number) {
    const std::string path = fmt::format("/api/v2/project/{}/{}/tests", project_.path(), number);
    const std::string what = fmt::format("tests of job {} of {}", number, project_.slug());
    const auto items = co_await api_.list(path, what);
    if (!items) {
      left_out(items.error());
      co_return;
    }
    for (const auto& item : *items) add_test(failure, item);
  }

  // Steps and their output exist in API v1.1 only (docs, analyze-pipelines-during-an-incident).
  asio::awaitable<void> read_step(model::Failure& failure, std::int64_t number) {
    if (project_.v1_path().empty()) co_return;
    const std::string path = fmt::format("/api/v1.1/project/{}/{}", project_.v1_path(), number);
    const std::string what = fmt::format("steps of job {} of {}", number, project_.slug());
    const auto job = co_await api_.get(path, what);
    if (!job) {
      left_out(job.error());
      co_return;
    }
    const auto action = failed_action(*job);
    if (!action) co_return;
    failure.step = action->name;
    failure.exit_code = action->exit_code;
    if (action->output_url.empty()) co_return;
    co_await read_output(failure, action->output_url);
  }

  // The address permits by itself and for some minutes only: it is never shown, not even in the log.
  asio::awaitable<void> read_output(model::Failure& failure, const std::string& url) {
    const auto answer = co_await api_.get_presigned(url, most_output);
    if (!answer || answer->status != 200) {
      failure.log_tail = {"(the output of this step could not be read, or is larger than 8 MiB)"};
      co_return;
    }
    const auto output = json::parse(answer->body);
    const auto lines = output ? last_lines(*output) : std::nullopt;
    if (lines) {
      add_output(failure, *lines);
    } else {
      failure.log_tail = {"(the output of this step could not be read)"};
    }
  }

  Api& api_;
  const Log& log_;
  const Project& project_;
  std::map<std::int64_t, model::Failure> known_;  // by job number
};

bool created_before(const Workflow& a, const Workflow& b) {
  const auto at = [](const Workflow& w) {
    const auto t = parse_utc(w.created_at);
    return t ? *t : WallTime::min();
  };
  return at(a) < at(b);
}

}  // namespace

asio::awaitable<std::vector<model::WorkflowRun>> inspect_workflows(Api& api, const Log& log, const Project& project,
                                                                   const std::string& pipeline_link,
                                                                   const std::vector<Workflow>& workflows) {
  std::vector<Workflow> in_order = workflows;
  std::ranges::stable_sort(in_order, created_before);
  Inspector inspector{api, log, project};
  std::vector<model::WorkflowRun> result;
  for (const auto& workflow : in_order) {
    model::WorkflowRun run;
    run.id = workflow.id;
    run.name = workflow.name;
    run.status = workflow.status;
    run.created_at = workflow.created_at;
    run.stopped_at = workflow.stopped_at;
    std::string link = pipeline_link;
    if (!link.empty()) link += "/workflows/" + workflow.id;
    auto jobs = co_await inspector.jobs_of(workflow.id, link);
    run.jobs = std::move(jobs);
    result.push_back(std::move(run));
  }
  co_return result;
}

}  // namespace ra::ci::circleci
