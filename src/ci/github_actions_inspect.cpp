#include "ci/github_actions_inspect.hpp"

#include "base/text.hpp"
#include "ci/github_actions_failure.hpp"
#include "http/url.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace asio = boost::asio;

namespace ra::ci::github_actions {

namespace {

// Ours. The end of a log is read, and of a server that knows no ranges a whole one up to this size.
constexpr std::uint64_t log_end = std::uint64_t{256} << 10U;
constexpr std::uint64_t most_of_a_log = std::uint64_t{8} << 20U;
// Ours: a matrix of hundreds of red jobs is not worth a thousand requests.
constexpr int most_explained = 10;

constexpr std::string_view no_log = "(the log of this job could not be read)";

model::JobRun read_job(const json::Value& item) {
  model::JobRun job;
  job.id = item["id"].digits();
  job.name = item["name"].as_string();
  job.status = word_of(item["status"].as_string(), item["conclusion"].as_string());
  job.type = job.status == "on_hold" ? "approval" : "build";
  job.started_at = item["started_at"].as_string();
  job.stopped_at = item["completed_at"].as_string();
  job.http_link = item["html_url"].as_string();
  return job;
}

// Mostly the job's own id, but GitHub does not promise that.
std::string check_run_of(const json::Value& job) {
  const std::string& url = job["check_run_url"].as_string();
  const std::string id = url.substr(url.rfind('/') + 1);
  const bool digits = !id.empty() && std::ranges::all_of(id, [](char c) { return c >= '0' && c <= '9'; });
  return digits ? id : job["id"].digits();
}

class JobReader {
 public:
  JobReader(github::Api& api, const Log& log, Target target) : api_{api}, log_{log}, target_{std::move(target)} {}

  asio::awaitable<std::vector<model::JobRun>> jobs_of(Run run, bool newest) {
    std::vector<model::JobRun> jobs;
    const std::string path = newest ? fmt::format("{}/jobs?filter=latest", run_path(run))
                                    : fmt::format("{}/attempts/{}/jobs", run_path(run), run.attempt);
    const std::string what = fmt::format("jobs of run {} of {}", run.ref.id, target_.slug());
    const auto items = co_await api_.list(path, what, "jobs");
    if (!items) {
      not_shown(items.error());
      co_return jobs;
    }
    for (const auto& item : *items) {
      model::JobRun job = read_job(item);
      if (is_red_job(job.status)) {
        auto failure = co_await failure_of(item, job.status);
        job.failure = std::move(failure);
      }
      jobs.push_back(std::move(job));
    }
    co_return jobs;
  }

 private:
  void not_shown(const Error& e) const { log_.debug("left out of the report: {}", e.message); }

  std::string run_path(const Run& run) const {
    return fmt::format("{}/actions/runs/{}", target_.repository_path(), http::percent_encode(run.ref.id));
  }

  asio::awaitable<model::Failure> failure_of(json::Value job, std::string status) {
    model::Failure failure;
    failure.step = red_step(job);
    if (explained_ < most_explained) {
      ++explained_;
      co_await read_annotations(failure, check_run_of(job));
      co_await read_log(failure, job["id"].digits());
    }
    if (failure.message.empty() && status == "timedout") failure.message = "ran out of time";
    co_return failure;
  }

  asio::awaitable<void> read_annotations(model::Failure& failure, std::string id) {
    const std::string path = fmt::format("{}/check-runs/{}/annotations", target_.repository_path(), id);
    const std::string what = "annotations of job " + id;
    const auto answer = co_await api_.get(path, what);
    if (!answer) {
      not_shown(answer.error());
      co_return;
    }
    failure.message = red_annotation(*answer);
  }

  // The log of a whole job may have hundreds of megabytes, and the place where it is knows ranges, but not all such
  // places know the last N bytes: so the size is asked for first.
  asio::awaitable<void> read_log(model::Failure& failure, std::string id) {
    const std::string path = fmt::format("{}/actions/jobs/{}/logs", target_.repository_path(), id);
    const std::string what = "log of job " + id;
    http::Headers first_byte;
    first_byte.set("Range", "bytes=0-0");
    auto answer = co_await api_.ask(path, first_byte, most_of_a_log, what);
    bool cut = false;
    if (answer && answer->status == 206) {
      const auto size = whole_size(answer->headers.get("Content-Range"));
      const std::uint64_t begin = size && *size > log_end ? *size - log_end : 0;
      cut = begin > 0;
      http::Headers end;
      end.set("Range", fmt::format("bytes={}-", begin));
      auto read = co_await api_.ask(path, end, most_of_a_log, what);
      answer = std::move(read);
    }
    const bool readable = answer && (answer->status == 200 || answer->status == 206);
    if (!readable) {
      log_.debug("left out of the report: {}: {}", what,
                 answer ? fmt::format("GitHub answered {}", answer->status) : answer.error().message);
      failure.log_tail = {std::string{no_log}};
      co_return;
    }
    std::string_view text = answer->body;
    if (answer->status == 200 && text.size() > log_end) {
      text.remove_prefix(text.size() - log_end);
      cut = true;
    } else if (answer->status == 200) {
      cut = false;  // it gave the whole
    }
    add_log(failure, text, cut);
  }

  github::Api& api_;
  const Log& log_;
  Target target_;
  int explained_ = 0;
};

}  // namespace

asio::awaitable<std::vector<model::WorkflowRun>> inspect_attempts(github::Api& api, const Log& log, Target target,
                                                                  std::vector<Run> attempts) {
  JobReader reader{api, log, std::move(target)};
  std::vector<model::WorkflowRun> result;
  for (std::size_t i = 0; i < attempts.size(); ++i) {
    const Workflow& workflow = attempts[i].workflow;
    model::WorkflowRun run;
    run.id = workflow.id;
    run.name = workflow.name;
    run.status = workflow.status;
    run.created_at = workflow.created_at;
    run.stopped_at = workflow.stopped_at;
    auto jobs = co_await reader.jobs_of(attempts[i], i + 1 == attempts.size());
    run.jobs = std::move(jobs);
    result.push_back(std::move(run));
  }
  co_return result;
}

}  // namespace ra::ci::github_actions
