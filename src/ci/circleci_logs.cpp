#include "ci/circleci_logs.hpp"

#include "base/text.hpp"
#include "base/try.hpp"
#include "ci/circleci_messages.hpp"
#include "http/url.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace asio = boost::asio;

namespace ra::ci::circleci {

namespace {

class OutputBody final : public LogBody {
 public:
  explicit OutputBody(LogVisitor& visitor)
      : reader_{[&visitor](std::string_view text) { return visitor.text(text); }} {}

  bool whole() const { return reader_.done(); }

 private:
  Result<> take(std::string_view piece) override { return reader_.feed(piece); }

  MessageReader reader_;
};

struct Output {
  LoggedStep step;
  std::string url;
};

// The actions of a v1.1 job that have written something. Several of one step ran side by side.
std::vector<Output> outputs_of(const json::Value& job, const LoggedStep& of_job) {
  std::vector<Output> outputs;
  for (const auto& step : job["steps"].items()) {
    for (const auto& action : step["actions"].items()) {
      if (!action["has_output"].as_bool()) continue;
      Output output{of_job, action["output_url"].as_string()};
      output.step.name = one_line(action["name"].as_string());
      if (const auto index = action["index"].as_int(); index > 0) output.step.name += fmt::format(" ({})", index);
      output.step.status = action["status"].as_string();
      output.step.time = action["start_time"].as_string();
      outputs.push_back(std::move(output));
    }
  }
  return outputs;
}

class LogReader {
 public:
  LogReader(Api& api, Project project, LogVisitor& visitor)
      : api_{api}, project_{std::move(project)}, visitor_{visitor} {}

  asio::awaitable<Result<>> workflow(Workflow workflow, std::string link) {
    const std::string path = fmt::format("/api/v2/workflow/{}/job", http::percent_encode(workflow.id));
    const std::string what = "jobs of workflow " + workflow.id;
    const auto items = co_await api_.list(path, what);
    if (!items) co_return items.error();
    for (const auto& item : *items) {
      const std::int64_t number = item["job_number"].as_int();
      // Approvals and jobs that never began have none.
      if (number <= 0 || !known_.insert(number).second) continue;
      LoggedStep step;
      step.workflow = workflow.name;
      step.job = item["name"].as_string();
      step.job_id = item["id"].as_string();
      step.status = item["status"].as_string();
      step.time = item["started_at"].as_string();
      step.name = step.job;
      if (!link.empty()) step.job_link = fmt::format("{}/jobs/{}", link, number);
      RA_CO_TRY(co_await job(std::move(step), number));
    }
    co_return Result<>{};
  }

 private:
  // Steps and their output exist in API v1.1 only (docs, analyze-pipelines-during-an-incident).
  asio::awaitable<Result<>> job(LoggedStep of_job, std::int64_t number) {
    if (project_.v1_path().empty())
      co_return visitor_.missing(of_job,
                                 "CircleCI gives the output of steps for projects on GitHub and Bitbucket only");
    const std::string path = fmt::format("/api/v1.1/project/{}/{}", project_.v1_path(), number);
    const std::string what = fmt::format("steps of job {} of {}", number, project_.slug());
    const auto read = co_await api_.get(path, what);
    if (!read && is_missing(read.error())) co_return visitor_.missing(of_job, read.error().message);
    if (!read) co_return read.error();
    const auto outputs = outputs_of(*read, of_job);
    for (const auto& output : outputs) RA_CO_TRY(co_await output_of(output));
    co_return Result<>{};
  }

  // The address permits by itself and for some minutes only: it is never shown, not even in an error.
  asio::awaitable<Result<>> output_of(Output output) {
    RA_CO_TRY(visitor_.step(output.step));
    OutputBody body{visitor_};
    const auto answer = co_await api_.stream_presigned(output.url, body);
    const std::string what = fmt::format("the output of step {} of {}", output.step.name, output.step.job);
    if (!answer && answer.error().code == Errc::internal) co_return visitor_.missing(output.step, "it cannot be read");
    if (!answer) co_return error(answer.error().code, what + " could not be read", answer.error().hint);
    if (answer->status != 200)
      co_return visitor_.missing(output.step, fmt::format("CircleCI answered {}", answer->status));
    if (!body.whole()) co_return visitor_.missing(output.step, "it ends early");
    co_return Result<>{};
  }

  Api& api_;
  Project project_;
  LogVisitor& visitor_;
  std::set<std::int64_t> known_;
};

}  // namespace

asio::awaitable<Result<>> read_step_logs(Api& api, Project project, std::string pipeline_link,
                                         std::vector<Workflow> workflows, LogVisitor& visitor) {
  // RFC 3339 of one zone sorts as text.
  std::ranges::stable_sort(workflows, {}, &Workflow::created_at);
  LogReader reader{api, std::move(project), visitor};
  for (const auto& workflow : workflows) {
    std::string link = pipeline_link;
    if (!link.empty()) link += "/workflows/" + workflow.id;
    RA_CO_TRY(co_await reader.workflow(workflow, link));
  }
  co_return Result<>{};
}

}  // namespace ra::ci::circleci
