#include "base/try.hpp"
#include "report/render.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

// release-action/run/1. What is not known is null; what does not apply (a failure of a job that
// passed) is left out. schema/run.schema.json says the same to machines.
namespace ra::report {

namespace {

using json::Value;

constexpr std::string_view schema = "release-action/run/1";

Value text_or_null(const std::string& text) { return text.empty() ? Value{} : Value{text}; }

template <class Number>
Value number_or_null(const std::optional<Number>& n) {
  return n ? Value{static_cast<std::int64_t>(*n)} : Value{};
}

Value texts(const std::vector<std::string>& list) {
  Value array = Value::array();
  for (const auto& text : list) array.push(Value{text});
  return array;
}

Value to_value(const model::Failure& failure) {
  Value v = Value::object();
  v.set("step", failure.step)
      .set("exit_code", number_or_null(failure.exit_code))
      .set("tests_failed", number_or_null(failure.tests_failed))
      .set("message", failure.message)
      .set("log_tail", texts(failure.log_tail))
      .set("tests", texts(failure.tests));
  return v;
}

Value to_value(const model::JobRun& job) {
  Value v = Value::object();
  v.set("id", job.id)
      .set("name", job.name)
      .set("number", number_or_null(job.number))
      .set("status", job.status)
      .set("type", job.type)
      .set("started_at", text_or_null(job.started_at))
      .set("stopped_at", text_or_null(job.stopped_at))
      .set("http_link", text_or_null(job.http_link));
  if (job.failure) v.set("failure", to_value(*job.failure));
  return v;
}

Value to_value(const model::WorkflowRun& workflow) {
  Value jobs = Value::array();
  for (const auto& job : workflow.jobs) jobs.push(to_value(job));
  Value v = Value::object();
  v.set("id", workflow.id)
      .set("name", workflow.name)
      .set("status", workflow.status)
      .set("created_at", text_or_null(workflow.created_at))
      .set("stopped_at", text_or_null(workflow.stopped_at))
      .set("jobs", std::move(jobs));
  return v;
}

Value to_value(const model::PipelineRun& pipeline) {
  Value workflows = Value::array();
  for (const auto& workflow : pipeline.workflows) workflows.push(to_value(workflow));
  Value v = Value::object();
  v.set("component", pipeline.component)
      .set("version", pipeline.version)
      .set("branch", pipeline.branch)
      .set("provider", pipeline.provider)
      .set("project", pipeline.project)
      .set("pipeline_guid", text_or_null(pipeline.pipeline_guid))
      .set("number", pipeline.number > 0 ? Value{pipeline.number} : Value{})
      .set("state", Value{model::to_string(pipeline.state)})
      .set("why", pipeline.why)
      .set("retried", pipeline.retried)
      .set("http_link", text_or_null(pipeline.http_link))
      .set("created_at", text_or_null(pipeline.created_at))
      .set("stopped_at", text_or_null(pipeline.stopped_at))
      .set("workflows", std::move(workflows));
  return v;
}

Value to_value(const model::SetRun& set) {
  Value pipelines = Value::array();
  for (const auto& pipeline : set.pipelines) pipelines.push(to_value(pipeline));
  Value v = Value::object();
  v.set("index", set.index).set("state", Value{model::to_string(set.state)}).set("pipelines", std::move(pipelines));
  return v;
}

Value to_value(const model::Attempt& attempt) {
  Value v = Value::object();
  v.set("number", attempt.number)
      .set("state", Value{model::to_string(attempt.state)})
      .set("started_at", text_or_null(attempt.started_at))
      .set("finished_at", text_or_null(attempt.finished_at))
      .set("note", attempt.note)
      .set("sha", text_or_null(attempt.sha));
  return v;
}

// Seed 001: the page of each pipeline of every set that was started, for after the run.
Value links_of(const model::Run& run) {
  Value links = Value::array();
  for (const auto& set : run.sets) {
    for (const auto& pipeline : set.pipelines) {
      if (pipeline.pipeline_guid.empty()) continue;
      Value link = Value::object();
      link.set("pipeline_guid", pipeline.pipeline_guid).set("http_link", text_or_null(pipeline.http_link));
      links.push(std::move(link));
    }
  }
  return links;
}

// Reading: a state must be one we know; everything else has a default, so that reports of
// older and newer versions can be rendered.
template <class Enum, std::size_t n>
Result<Enum> enum_from(const Value& value, const std::array<Enum, n>& all, std::string_view what) {
  for (const Enum e : all) {
    if (model::to_string(e) == value.as_string()) return e;
  }
  return error(Errc::config,
               fmt::format("the report's {} is `{}`, which is none of its values", what, value.as_string()),
               "give a report.json that release-action wrote");
}

Result<model::RunState> run_state(const Value& value) {
  using enum model::RunState;
  return enum_from(value, std::array{running, passed, failed, cancelled}, "state");
}

std::vector<std::string> texts_from(const Value& value) {
  std::vector<std::string> list;
  for (const auto& item : value.items()) list.push_back(item.as_string());
  return list;
}

std::optional<int> int_from(const Value& value) {
  return value.is_number() ? std::optional{static_cast<int>(value.as_int())} : std::nullopt;
}

model::Failure failure_from(const Value& v) {
  model::Failure failure;
  failure.step = v["step"].as_string();
  failure.exit_code = int_from(v["exit_code"]);
  failure.tests_failed = int_from(v["tests_failed"]);
  failure.message = v["message"].as_string();
  failure.log_tail = texts_from(v["log_tail"]);
  failure.tests = texts_from(v["tests"]);
  return failure;
}

model::JobRun job_from(const Value& v) {
  model::JobRun job;
  job.id = v["id"].as_string();
  job.name = v["name"].as_string();
  if (v["number"].is_number()) job.number = v["number"].as_int();
  job.status = v["status"].as_string();
  job.type = v["type"].as_string();
  job.started_at = v["started_at"].as_string();
  job.stopped_at = v["stopped_at"].as_string();
  job.http_link = v["http_link"].as_string();
  if (v["failure"].is_object()) job.failure = failure_from(v["failure"]);
  return job;
}

model::WorkflowRun workflow_from(const Value& v) {
  model::WorkflowRun workflow;
  workflow.id = v["id"].as_string();
  workflow.name = v["name"].as_string();
  workflow.status = v["status"].as_string();
  workflow.created_at = v["created_at"].as_string();
  workflow.stopped_at = v["stopped_at"].as_string();
  for (const auto& job : v["jobs"].items()) workflow.jobs.push_back(job_from(job));
  return workflow;
}

Result<model::PipelineRun> pipeline_from(const Value& v) {
  using enum model::PipelineState;
  model::PipelineRun pipeline;
  pipeline.component = v["component"].as_string();
  pipeline.version = v["version"].as_string();
  pipeline.branch = v["branch"].as_string();
  pipeline.provider = v["provider"].as_string();
  pipeline.project = v["project"].as_string();
  pipeline.pipeline_guid = v["pipeline_guid"].as_string();
  pipeline.number = v["number"].as_int();
  RA_TRY_ASSIGN(pipeline.state,
                enum_from(v["state"], std::array{not_started, running, passed, failed, canceled}, "pipeline state"));
  pipeline.why = v["why"].as_string();
  pipeline.retried = v["retried"].as_bool();
  pipeline.http_link = v["http_link"].as_string();
  pipeline.created_at = v["created_at"].as_string();
  pipeline.stopped_at = v["stopped_at"].as_string();
  for (const auto& workflow : v["workflows"].items()) pipeline.workflows.push_back(workflow_from(workflow));
  return pipeline;
}

Result<model::SetRun> set_from(const Value& v) {
  using enum model::SetState;
  model::SetRun set;
  set.index = static_cast<std::size_t>(std::max<std::int64_t>(0, v["index"].as_int()));
  RA_TRY_ASSIGN(set.state, enum_from(v["state"], std::array{not_started, running, passed, failed}, "set state"));
  for (const auto& item : v["pipelines"].items()) {
    RA_TRY_ASSIGN(auto pipeline, pipeline_from(item));
    set.pipelines.push_back(std::move(pipeline));
  }
  return set;
}

Result<model::Attempt> attempt_from(const Value& v) {
  model::Attempt attempt;
  attempt.number = static_cast<int>(v["number"].as_int(1));
  RA_TRY_ASSIGN(attempt.state, run_state(v["state"]));
  attempt.started_at = v["started_at"].as_string();
  attempt.finished_at = v["finished_at"].as_string();
  attempt.note = v["note"].as_string();
  attempt.sha = v["sha"].as_string();
  return attempt;
}

}  // namespace

Value to_json(const model::Run& run) {
  Value earlier = Value::array();
  for (const auto& attempt : run.earlier) earlier.push(to_value(attempt));
  Value sets = Value::array();
  for (const auto& set : run.sets) sets.push(to_value(set));
  Value v = Value::object();
  v.set("schema", Value{schema})
      .set("run_id", run.run_id)
      .set("product", run.product)
      .set("edition", run.edition)
      .set("version", run.version)
      .set("mode", Value{model::to_string(run.mode)})
      .set("state", Value{model::to_string(run.state)})
      .set("started_at", text_or_null(run.started_at))
      .set("finished_at", text_or_null(run.finished_at))
      .set("branch", text_or_null(run.branch))
      .set("target_branch", text_or_null(run.target_branch))
      .set("sha", text_or_null(run.sha))
      .set("repository_link", text_or_null(run.repository_link))
      .set("attempt", run.attempt)
      .set("earlier", std::move(earlier))
      .set("sets", std::move(sets))
      .set("links", links_of(run))
      .set("notes", texts(run.notes))
      .set("error", text_or_null(run.error))
      .set("hint", text_or_null(run.hint))
      .set("published", texts(run.published));
  return v;
}

Result<model::Run> run_from_json(const Value& v) {
  if (v["schema"].as_string() != schema) {
    return error(Errc::config, fmt::format("this is not a report: its schema is `{}`", v["schema"].as_string()),
                 fmt::format("give a report.json whose schema is {}", schema));
  }
  model::Run run;
  run.run_id = v["run_id"].as_string();
  run.product = v["product"].as_string();
  run.edition = v["edition"].as_string();
  run.version = v["version"].as_string();
  RA_TRY_ASSIGN(run.mode, enum_from(v["mode"], std::array{model::Mode::dry_run, model::Mode::release}, "mode"));
  RA_TRY_ASSIGN(run.state, run_state(v["state"]));
  run.started_at = v["started_at"].as_string();
  run.finished_at = v["finished_at"].as_string();
  run.branch = v["branch"].as_string();
  run.target_branch = v["target_branch"].as_string();
  run.sha = v["sha"].as_string();
  run.repository_link = v["repository_link"].as_string();
  run.attempt = static_cast<int>(v["attempt"].as_int(1));
  for (const auto& item : v["earlier"].items()) {
    RA_TRY_ASSIGN(auto attempt, attempt_from(item));
    run.earlier.push_back(std::move(attempt));
  }
  for (const auto& item : v["sets"].items()) {
    RA_TRY_ASSIGN(auto set, set_from(item));
    run.sets.push_back(std::move(set));
  }
  run.notes = texts_from(v["notes"]);
  run.error = v["error"].as_string();
  run.hint = v["hint"].as_string();
  run.published = texts_from(v["published"]);
  return run;
}

}  // namespace ra::report
