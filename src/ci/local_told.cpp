#include "ci/local_told.hpp"

#include "ci/local_log.hpp"
#include "ci/local_results.hpp"

#include <fmt/format.h>

#include <utility>

namespace fs = std::filesystem;

namespace ra::ci::local {

namespace {

std::optional<model::Failure> failure(const fs::path& folder, const JobOrder& order, const JobState& state) {
  const bool red = state.status == "failed" || state.status == "timedout";
  if (!red && state.note.empty()) return std::nullopt;
  LogEnd end = read_log_end(folder / order.log);
  model::Failure made;
  made.step = order.name;
  made.exit_code = state.exit_code;
  made.message = state.note.empty() ? end.message : state.note;
  made.log_tail = std::move(end.tail);
  if (red) add_tests(made, folder / "src", state.started_at);
  return made;
}

}  // namespace

PipelineRef reference(const Ordered& found) {
  return {found.order.id, found.order.number, file_url(found.folder), found.order.created_at};
}

Workflow workflow(const Order& order, const State& state) {
  Workflow made;
  made.id = order.workflow_id;
  made.name = order.workflow;
  made.status = state.status;
  made.created_at = state.started_at;
  made.stopped_at = state.stopped_at;
  return made;
}

model::WorkflowRun details(const Ordered& found, const State& state) {
  model::WorkflowRun run{found.order.workflow_id, found.order.workflow, state.status,
                         state.started_at,        state.stopped_at,     {}};
  for (std::size_t i = 0; i < found.order.jobs.size() && i < state.jobs.size(); ++i) {
    const auto& order = found.order.jobs[i];
    const auto& job = state.jobs[i];
    model::JobRun made;
    made.number = static_cast<std::int64_t>(i) + 1;
    made.id = fmt::format("{}-{}", found.order.id, *made.number);
    made.name = order.name;
    made.status = job.status;
    made.type = "build";
    made.started_at = job.started_at;
    made.stopped_at = job.stopped_at;
    if (!job.started_at.empty()) made.http_link = file_url(found.folder / order.log);
    made.failure = failure(found.folder, order, job);
    run.jobs.push_back(std::move(made));
  }
  return run;
}

}  // namespace ra::ci::local
