#include "support/fake_circleci/answers.hpp"

#include "support/fake_circleci/ids.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace ra::test::fake {

using json::Value;

namespace {

Value null() { return {}; }

std::vector<std::string> slug_parts(const std::string& slug) {
  std::vector<std::string> parts;
  for (const std::string_view part : split(slug, '/')) parts.emplace_back(part);
  parts.resize(3);
  return parts;
}

// gh → GitHub, …
std::string provider(const std::string& vcs) {
  if (vcs == "gh" || vcs == "github") return "GitHub";
  if (vcs == "bb" || vcs == "bitbucket") return "Bitbucket";
  return "CircleCI";
}

std::string repository_url(const std::string& slug) {
  const auto parts = slug_parts(slug);
  if (provider(parts[0]) == "CircleCI") return "//circleci.com/" + parts[1] + "/" + parts[2];
  return std::string{provider(parts[0]) == "GitHub" ? "https://github.com/" : "https://bitbucket.org/"} + parts[1] +
         "/" + parts[2];
}

Value vcs_of(const Pipeline& pipeline) {
  Value vcs = Value::object();
  vcs.set("provider_name", provider(slug_parts(pipeline.slug)[0]));
  vcs.set("target_repository_url", repository_url(pipeline.slug));
  vcs.set("origin_repository_url", repository_url(pipeline.slug));
  vcs.set("revision", pipeline.revision);
  if (!pipeline.tag.empty()) {
    vcs.set("tag", pipeline.tag);
    return vcs;
  }
  vcs.set("branch", pipeline.branch);
  Value commit = Value::object();
  commit.set("subject", "Head of " + pipeline.branch);
  commit.set("body", "");
  vcs.set("commit", commit);
  return vcs;
}

}  // namespace

Value message(std::string text) {
  Value value = Value::object();
  value.set("message", std::move(text));
  return value;
}

std::string http_date(WallTime t) {
  constexpr std::array days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = std::chrono::floor<std::chrono::days>(t);
  const std::chrono::year_month_day date{day};
  const std::chrono::weekday weekday{day};
  const std::chrono::hh_mm_ss time{std::chrono::floor<std::chrono::seconds>(t - day)};
  return fmt::format("{}, {:02} {} {} {:02}:{:02}:{:02} GMT", days[weekday.c_encoding()],
                     static_cast<unsigned>(date.day()), months[static_cast<unsigned>(date.month()) - 1],
                     static_cast<int>(date.year()), time.hours().count(), time.minutes().count(),
                     time.seconds().count());
}

std::string Answers::workflow_time(WallTime t) const {
  return scenario_.timestamps_in_seconds ? format_utc(t) : format_utc_ms(t);
}

Value Answers::me() const {
  Value value = Value::object();
  value.set("id", state_.user(scenario_.login));
  value.set("login", scenario_.login);
  value.set("name", "The release bot");
  value.set("avatar_url", null());
  return value;
}

Value Answers::project(const Project& project) const {
  const auto parts = slug_parts(project.slug);
  Value vcs = Value::object();
  vcs.set("vcs_url", repository_url(project.slug));
  vcs.set("provider", provider(parts[0]));
  vcs.set("default_branch", "master");
  Value value = Value::object();
  value.set("slug", project.slug);
  value.set("name", parts[2]);
  value.set("id", project.id);
  value.set("organization_name", parts[1]);
  value.set("organization_slug", parts[0] + "/" + parts[1]);
  value.set("organization_id", made_uuid(scenario_.seed, {"organization", parts[1]}));
  value.set("vcs_info", vcs);
  return value;
}

// The answer to a trigger says "pending", whatever comes of it (seen in recorded runs of 2020).
Value Answers::triggered(const Pipeline& pipeline) const {
  Value value = Value::object();
  value.set("number", pipeline.number);
  value.set("state", pipeline.timeline.has_setup ? "setup-pending" : "pending");
  value.set("id", pipeline.id);
  value.set("created_at", format_utc_ms(pipeline.timeline.created));
  return value;
}

Value Answers::pipeline(const Pipeline& pipeline, WallTime now) const {
  const std::string state = pipeline.timeline.state(now);
  Value errors = Value::array();
  if (state == "errored") {
    for (const ErrorSpec& one : pipeline.timeline.errors) {
      Value error = Value::object();
      error.set("type", one.type);
      error.set("message", one.message);
      errors.push(error);
    }
  }
  Value actor = Value::object();
  actor.set("login", pipeline.login);
  actor.set("avatar_url", null());
  Value trigger = Value::object();
  trigger.set("received_at", format_utc_ms(pipeline.timeline.created));
  trigger.set("type", pipeline.type);
  trigger.set("actor", actor);
  Value value = Value::object();
  value.set("id", pipeline.id);
  value.set("errors", errors);
  value.set("project_slug", pipeline.slug);
  value.set("updated_at", format_utc_ms(pipeline.timeline.created));
  value.set("number", pipeline.number);
  value.set("state", state);
  value.set("created_at", format_utc_ms(pipeline.timeline.created));
  value.set("trigger", trigger);
  value.set("vcs", vcs_of(pipeline));
  return value;
}

Value Answers::workflow(const Pipeline& pipeline, const WorkflowRun& workflow, WallTime now) const {
  const std::string status = workflow.status(now);
  const auto stopped = workflow.stopped_at(now);
  Value value = Value::object();
  value.set("pipeline_id", pipeline.id);
  if (status == "canceled") value.set("canceled_by", state_.user("somebody-else"));
  value.set("id", workflow.id);
  value.set("name", workflow.spec.name);
  value.set("project_slug", pipeline.slug);
  if (status == "error") value.set("errored_by", state_.user("circleci"));
  if (workflow.spec.setup) value.set("tag", "setup");
  value.set("status", status);
  value.set("started_by", workflow.started_by);
  if (workflow.spec.max_auto_reruns > 0) value.set("max_auto_reruns", workflow.spec.max_auto_reruns);
  if (workflow.auto_rerun_number) value.set("auto_rerun_number", *workflow.auto_rerun_number);
  value.set("pipeline_number", pipeline.number);
  value.set("created_at", workflow_time(workflow.created));
  value.set("stopped_at", stopped ? Value{workflow_time(*stopped)} : null());
  return value;
}

Value Answers::job(const Pipeline& pipeline, const WorkflowRun& workflow, const JobRun& job, WallTime now) const {
  const std::string status = job.status(now);
  Value dependencies = Value::array();
  for (const std::string& id : job.dependencies) dependencies.push(id);
  Value needs = Value::object();
  for (const Requirement& need : job.spec.needs) {
    const JobRun* required = workflow.find_job(need.job);
    if (required == nullptr) continue;
    Value accepted = Value::array();
    for (const std::string& word : need.accepted) accepted.push(word);
    needs.set(required->id, accepted);
  }
  Value value = Value::object();
  if (status == "canceled") value.set("canceled_by", state_.user("somebody-else"));
  value.set("dependencies", dependencies);
  value.set("requires", needs);
  if (job.number && job.started(now)) value.set("job_number", *job.number);
  value.set("id", job.id);
  const std::string& waiting = scenario_.waiting_started_at;
  if (job.started(now)) {
    value.set("started_at", workflow_time(*job.start));
  } else if (waiting != "absent") {
    value.set("started_at", waiting == "null" ? null() : Value{workflow_time(workflow.created)});
  }
  value.set("name", job.spec.name);
  if (job.spec.approval) {
    value.set("approval_request_id", made_uuid(scenario_.seed, {"approval", job.id}));
    if (status == "success") value.set("approved_by", state_.user("somebody-else"));
  }
  value.set("project_slug", pipeline.slug);
  value.set("status", status);
  value.set("type", job.spec.approval ? "approval" : "build");
  value.set("stopped_at", job.stopped(now) ? Value{workflow_time(*job.stop)} : null());
  return value;
}

Value Answers::job_details(const Project& project, const JobPlace& place, WallTime now) const {
  const JobRun& job = *place.job;
  const auto parts = slug_parts(project.slug);
  const std::string number = std::to_string(*job.number);
  Value about = Value::object();
  about.set("id", project.id);
  about.set("slug", project.slug);
  about.set("name", parts[2]);
  about.set("external_url", repository_url(project.slug));
  Value run = Value::object();
  run.set("index", 0);
  run.set("status", job.status(now));
  Value latest = Value::object();
  latest.set("name", place.workflow->spec.name);
  latest.set("id", place.workflow->id);
  Value executor = Value::object();
  executor.set("resource_class", "medium");
  executor.set("type", "docker");
  Value messages = Value::array();
  for (const std::string& text : job.spec.messages) messages.push(message(text).set("type", "warning"));
  Value pipeline = Value::object();
  pipeline.set("id", place.pipeline->id);
  Value organization = Value::object();
  organization.set("name", parts[1]);
  Value value = Value::object();
  value.set("web_url", "https://circleci.com/" + project.slug + "/" + number);
  value.set("project", about);
  value.set("parallel_runs", Value::array().push(run));
  value.set("started_at", format_utc_ms(*job.start));
  value.set("latest_workflow", latest);
  value.set("name", job.spec.name);
  value.set("executor", executor);
  value.set("parallelism", 1);
  value.set("status", job.status(now));
  value.set("number", *job.number);
  value.set("pipeline", pipeline);
  value.set("duration", job.stopped(now) ? Value{std::int64_t{(*job.stop - *job.start).count()}} : null());
  value.set("created_at", format_utc_ms(*job.ready));
  value.set("messages", messages);
  value.set("contexts", Value::array());
  value.set("organization", organization);
  value.set("queued_at", format_utc_ms(*job.ready));
  value.set("stopped_at", job.stopped(now) ? Value{format_utc_ms(*job.stop)} : null());
  return value;
}

Value Answers::test(const TestSpec& test) const {
  Value value = Value::object();
  value.set("classname", test.classname);
  value.set("name", test.name);
  value.set("result", test.result);
  value.set("message", test.message);
  value.set("file", test.file);
  value.set("run_time", Value::number("0.25"));
  value.set("source", "unknown");
  return value;
}

Value Answers::artifact(const JobRun& job, const std::string& path) const {
  Value value = Value::object();
  value.set("path", path);
  value.set("node_index", 0);
  value.set("url", "https://output.circle-artifacts.com/output/job/" + job.id + "/artifacts/0/" + path);
  return value;
}

std::vector<StepSpec> Answers::steps(const JobRun& job) {
  if (!job.spec.steps.empty()) return job.spec.steps;
  std::vector<StepSpec> made_up{{"Spin up environment", 0, "Starting container\n"},
                                {"Checkout code", 0, "Cloning\n"},
                                {job.spec.name, 0, "Done\n"}};
  if (job.outcome != "success") made_up.back() = {job.spec.name, 1, "The job '" + job.spec.name + "' failed\n"};
  return made_up;
}

std::string Answers::signature(const std::string& path, const std::string& date) const {
  return made_commit(scenario_.seed, {"signature", path, date});
}

namespace {

// v1.1's word for how a step ended.
std::string action_status(const JobRun& job, const StepSpec& step) {
  if (step.exit_code == 0) return "success";
  if (job.outcome == "timedout" || job.outcome == "infrastructure_fail" || job.outcome == "canceled")
    return job.outcome;
  return "failed";
}

}  // namespace

Value Answers::build(const Project& project, const JobPlace& place, const std::string& base, WallTime now) const {
  const JobRun& job = *place.job;
  const auto parts = slug_parts(project.slug);
  Value steps_value = Value::array();
  const auto all = steps(job);
  for (std::size_t i = 0; i < all.size(); ++i) {
    const StepSpec& step = all[i];
    const bool running = !job.stopped(now) && i + 1 == all.size();
    const bool failed = !running && step.exit_code != 0;
    Value action = Value::object();
    action.set("index", 0);
    action.set("step", i);
    action.set("name", step.name);
    action.set("type", "test");
    action.set("bash_command", "#!/bin/bash -eo pipefail\n" + step.name);
    action.set("status", running ? "running" : action_status(job, step));
    action.set("exit_code", running ? null() : Value{step.exit_code});
    action.set("failed", failed ? Value{true} : null());
    action.set("infrastructure_fail", job.outcome == "infrastructure_fail" && failed ? Value{true} : null());
    action.set("timedout", job.outcome == "timedout" && failed ? Value{true} : null());
    action.set("canceled", job.outcome == "canceled" && failed ? Value{true} : null());
    action.set("parallel", true);
    action.set("background", false);
    action.set("truncated", false);
    action.set("has_output", !step.output.empty());
    action.set("start_time", format_utc_ms(*job.start));
    action.set("end_time", job.stopped(now) ? Value{format_utc_ms(*job.stop)} : null());
    if (!step.output.empty()) {
      const std::string path = project.slug + "/" + std::to_string(*job.number) + "/" + std::to_string(i);
      const std::string date = std::to_string(now.time_since_epoch().count());
      action.set("output_url", base + "/presigned/" + path + "?X-Amz-Date=" + date +
                                   "&X-Amz-Expires=300&X-Amz-Signature=" + signature(path, date));
    }
    Value one = Value::object();
    one.set("name", step.name);
    one.set("actions", Value::array().push(action));
    steps_value.push(one);
  }
  Value value = Value::object();
  value.set("build_num", *job.number);
  value.set("build_url", "https://circleci.com/" + project.slug + "/" + std::to_string(*job.number));
  value.set("username", parts[1]);
  value.set("reponame", parts[2]);
  value.set("vcs_type", "github");
  value.set("vcs_url", repository_url(project.slug));
  value.set("branch", place.pipeline->branch);
  value.set("status", job.status(now));
  value.set("outcome", job.stopped(now) ? Value{job.outcome} : null());
  value.set("lifecycle", job.stopped(now) ? "finished" : "running");
  value.set("start_time", format_utc_ms(*job.start));
  value.set("stop_time", job.stopped(now) ? Value{format_utc_ms(*job.stop)} : null());
  value.set("steps", steps_value);
  return value;
}

Value Answers::output(const StepSpec& step, WallTime when) const {
  Value one = Value::object();
  one.set("message", step.output);
  one.set("time", format_utc_ms(when));
  one.set("type", "out");
  one.set("truncated", false);
  return Value::array().push(one);
}

}  // namespace ra::test::fake
