#include "report/facts.hpp"

#include "base/time.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace ra::report {

namespace {

using model::PipelineRun;
using model::PipelineState;

// Words by which a CI says that a job ended red.
bool is_red(const model::JobRun& job) {
  constexpr std::array<std::string_view, 6> red{"failed",   "infrastructure_fail", "timedout",
                                                "canceled", "terminated-unknown",  "unauthorized"};
  return job.failure.has_value() || std::ranges::find(red, job.status) != red.end();
}

std::vector<FailedJob> failed_jobs(const PipelineRun& pipeline) {
  std::vector<FailedJob> jobs;
  for (const auto& workflow : pipeline.workflows) {
    for (const auto& job : workflow.jobs) {
      if (is_red(job)) jobs.push_back(FailedJob{&workflow, &job});
    }
  }
  std::stable_partition(jobs.begin(), jobs.end(), [](const FailedJob& f) { return f.job->failure.has_value(); });
  return jobs;
}

const model::Failure* failure_of(const FailedPipeline& failed) {
  return failed.jobs.empty() || !failed.jobs[0].job->failure ? nullptr : &*failed.jobs[0].job->failure;
}

bool awaits_approval(const PipelineRun& pipeline) {
  const auto held = [](const auto& workflow) { return workflow.status == "on_hold"; };
  return pipeline.why.starts_with("needs an approval") ||
         (pipeline.why.empty() && std::ranges::any_of(pipeline.workflows, held));
}

Line failure_words(const model::Failure& failure) {
  if (failure.tests_failed.value_or(0) > 0) {
    const auto n = static_cast<std::size_t>(*failure.tests_failed);
    return line(words(counted(n, "test") + " failed"));
  }
  const std::string exit = failure.exit_code ? fmt::format("exit {}", *failure.exit_code) : "";
  if (failure.message.empty()) return exit.empty() ? Line{} : line(words(exit));
  return exit.empty() ? line(code(failure.message)) : line(words(exit + ": "), code(failure.message));
}

Line status_words(const FailedPipeline& failed) {
  if (!failed.jobs.empty()) return line(words("the job ended as "), code(failed.jobs[0].job->status));
  for (const auto& workflow : failed.pipeline->workflows) {
    if (workflow.status == "success") continue;
    return line(words("workflow "), code(workflow.name), words(" is "), code(workflow.status));
  }
  return line(words(failed.pipeline->state == PipelineState::canceled ? "cancelled on the CI" : "no reason is known"));
}

}  // namespace

FailedPipeline failed_pipeline(std::size_t set, const PipelineRun& pipeline) {
  return FailedPipeline{set, &pipeline, failed_jobs(pipeline)};
}

Facts facts_of(const model::Run& run) {
  Facts facts;
  for (const auto& set : run.sets) {
    for (const auto& pipeline : set.pipelines) {
      ++facts.total;
      switch (pipeline.state) {
        case PipelineState::passed: ++facts.passed; break;
        case PipelineState::running: ++facts.running; break;
        case PipelineState::not_started: ++facts.not_started; break;
        case PipelineState::failed: ++facts.failed; break;
        case PipelineState::canceled: ++facts.cancelled; break;
      }
      if (pipeline.state == PipelineState::passed && pipeline.retried) ++facts.retried;
      if (pipeline.state != PipelineState::failed && pipeline.state != PipelineState::canceled) continue;
      if (awaits_approval(pipeline)) ++facts.awaiting;
      facts.red.push_back(failed_pipeline(set.index, pipeline));
    }
  }
  return facts;
}

Line where_line(const FailedPipeline& failed) {
  if (failed.jobs.empty()) {
    for (const auto& workflow : failed.pipeline->workflows) {
      for (const auto& job : workflow.jobs) {
        if (job.status == "on_hold") return line(code(job.name));
      }
    }
    return {};
  }
  const auto* failure = failure_of(failed);
  Line where = line(code(failed.jobs[0].job->name));
  if (failure != nullptr && !failure->step.empty()) append(where, line(words(" › "), code(failure->step)));
  return where;
}

Line why_line(const FailedPipeline& failed) {
  const auto* failure = failure_of(failed);
  Line why = failure != nullptr ? failure_words(*failure) : Line{};
  if (why.empty() && !failed.pipeline->why.empty()) why = line(plain(failed.pipeline->why));
  if (why.empty() && awaits_approval(*failed.pipeline)) why = line(words("needs an approval"));
  if (why.empty()) why = status_words(failed);
  if (failed.jobs.size() > 1) append(why, words(fmt::format(" · and {} more", counted(failed.jobs.size() - 1, "job"))));
  return why;
}

Url failure_url(const FailedPipeline& failed) {
  const Url job = failed.jobs.empty() ? Url{} : Url::of(failed.jobs[0].job->http_link);
  return job.empty() ? Url::of(failed.pipeline->http_link) : job;
}

Line log_line_of(const FailedPipeline& failed) {
  const Url url = failure_url(failed);
  if (url.empty()) return {};
  if (awaits_approval(*failed.pipeline)) return line(linked(words("approve or look"), url));
  const bool has_job = !failed.jobs.empty() && !Url::of(failed.jobs[0].job->http_link).empty();
  if (!has_job) return line(linked(words("pipeline"), url));
  const auto& job_number = failed.jobs[0].job->number;
  return line(linked(words(job_number ? fmt::format("job {}", *job_number) : "job"), url));
}

Line pipeline_line(const PipelineRun& pipeline, bool bold) {
  const Url url = Url::of(pipeline.http_link);
  Line out = line(linked(plain(pipeline.component, bold), url));
  if (pipeline.number <= 0) return out;
  // Where there is no link a bare #12 would be made a link to issue 12.
  const std::string text = fmt::format("#{}", pipeline.number);
  append(out, linked(words(" "), url));
  append(out, url.empty() ? code(text) : linked(words(text), url));
  return out;
}

}  // namespace ra::report
