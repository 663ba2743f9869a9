#include "fuzz/strangers_run.hpp"

#include <functional>

namespace ra::fuzz {

namespace {

using Change = std::function<void(std::string&)>;

void each(std::vector<std::string>& texts, const Change& change) {
  for (auto& text : texts) change(text);
}

// Every text of a job but its times and links.
void each_text(model::JobRun& job, const Change& change) {
  for (auto* text : {&job.id, &job.name, &job.status, &job.type}) change(*text);
  if (!job.failure) return;
  change(job.failure->step);
  change(job.failure->message);
  each(job.failure->log_tail, change);
  each(job.failure->tests, change);
}

void each_text(model::PipelineRun& pipeline, const Change& change) {
  for (auto* text : {&pipeline.component, &pipeline.version, &pipeline.branch, &pipeline.provider, &pipeline.project,
                     &pipeline.pipeline_guid, &pipeline.why})
    change(*text);
  for (auto& workflow : pipeline.workflows) {
    for (auto* text : {&workflow.id, &workflow.name, &workflow.status}) change(*text);
    for (auto& job : workflow.jobs) each_text(job, change);
  }
}

void each_text(model::Run& run, const Change& change) {
  for (auto* text : {&run.run_id, &run.product, &run.edition, &run.version, &run.branch, &run.target_branch, &run.sha,
                     &run.error, &run.hint})
    change(*text);
  for (auto& attempt : run.earlier) {
    change(attempt.note);
    change(attempt.sha);
  }
  for (auto& set : run.sets) {
    for (auto& pipeline : set.pipelines) each_text(pipeline, change);
  }
  each(run.notes, change);
  each(run.published, change);
}

std::string link(Input& input) { return input.flag() ? std::string{our_site} + input.text() : std::string{}; }

std::string time(Input& input) {
  switch (input.below(4)) {
    case 0: return {};
    case 1: return "2026-01-14T10:26:03Z";
    case 2: return "2026-01-14T10:00:00.5+02:00";
    default: return input.text();
  }
}

std::vector<std::string> texts(Input& input, std::size_t most) {
  std::vector<std::string> out(input.below(most + 1));
  for (auto& text : out) text = input.text();
  return out;
}

model::JobRun job(Input& input) {
  model::JobRun job;
  job.name = input.text();
  job.status = input.text();
  if (input.flag()) job.number = static_cast<std::int64_t>(input.below(256));
  job.type = input.flag() ? "approval" : "build";
  job.started_at = time(input);
  job.stopped_at = time(input);
  job.http_link = link(input);
  if (!input.flag()) return job;
  auto& failure = job.failure.emplace();
  failure.step = input.text();
  if (input.flag()) failure.exit_code = static_cast<int>(input.below(256));
  if (input.flag()) failure.tests_failed = static_cast<int>(input.below(256));
  failure.message = input.text();
  failure.log_tail = texts(input, 70);
  failure.tests = texts(input, 20);
  return job;
}

model::PipelineRun pipeline(Input& input) {
  model::PipelineRun one;
  one.component = input.text();
  one.version = input.text();
  one.state = static_cast<model::PipelineState>(input.below(5));
  one.why = input.text();
  one.pipeline_guid = input.text();
  one.number = static_cast<std::int64_t>(input.below(256));
  one.retried = input.flag();
  one.http_link = link(input);
  one.created_at = time(input);
  one.stopped_at = time(input);
  one.workflows.resize(input.below(3));
  for (auto& workflow : one.workflows) {
    workflow.name = input.text();
    workflow.status = input.text();
    workflow.created_at = time(input);
    workflow.jobs.resize(input.below(4));
    for (auto& each : workflow.jobs) each = job(input);
  }
  return one;
}

}  // namespace

model::Run strangers_run(Input& input) {
  model::Run run;
  run.mode = static_cast<model::Mode>(input.below(2));
  run.state = static_cast<model::RunState>(input.below(4));
  run.product = input.text();
  run.version = input.text();
  run.edition = input.text();
  run.branch = input.text();
  run.target_branch = input.text();
  run.sha = input.text();
  run.run_id = input.text();
  run.started_at = time(input);
  run.finished_at = time(input);
  run.repository_link = link(input);
  run.error = input.text();
  run.hint = input.text();
  run.attempt = static_cast<int>(input.below(256));
  run.notes = texts(input, 60);
  run.published = texts(input, 3);
  run.earlier.resize(input.below(4));
  for (auto& attempt : run.earlier) {
    attempt.state = static_cast<model::RunState>(input.below(4));
    attempt.note = input.text();
    attempt.sha = input.text();
    attempt.finished_at = time(input);
  }
  run.sets.resize(input.below(4));
  for (auto& set : run.sets) {
    set.index = static_cast<std::size_t>(&set - run.sets.data());
    set.state = static_cast<model::SetState>(input.below(4));
    set.pipelines.resize(input.below(30));
    for (auto& one : set.pipelines) one = pipeline(input);
  }
  return run;
}

model::Run tamed(model::Run run) {
  each_text(run, [](std::string& text) {
    for (char& c : text) {
      if (std::string_view{"<>&\"'"}.find(c) != std::string_view::npos) c = '*';
    }
  });
  return run;
}

}  // namespace ra::fuzz
