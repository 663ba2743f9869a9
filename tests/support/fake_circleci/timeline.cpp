#include "support/fake_circleci/timeline.hpp"

#include <algorithm>

namespace ra::test::fake {

namespace {

// The word that `requires` uses for it (CircleCI API v2, items of GET /workflow/{id}/job).
std::string as_requirement(const std::string& outcome) {
  if (outcome == "timedout" || outcome == "infrastructure_fail" || outcome == "terminated-unknown") return "failed";
  return outcome;
}

bool contains(const std::vector<std::string>& all, const std::string& one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

// Somebody runs because this job failed: such a failure does not fail the workflow.
bool is_tolerated(const std::vector<JobRun>& jobs, const JobRun& failed) {
  const std::string word = as_requirement(failed.outcome);
  return std::any_of(jobs.begin(), jobs.end(), [&](const JobRun& job) {
    return std::any_of(job.spec.needs.begin(), job.spec.needs.end(), [&](const Requirement& need) {
      return need.job == failed.spec.name && contains(need.accepted, word);
    });
  });
}

JobSpec only_job(const WorkflowSpec& workflow) {
  JobSpec job;
  job.name = "build";
  job.duration = workflow.duration;
  const std::string& outcome = workflow.outcome;
  if (outcome == "failed" || outcome == "failing") job.outcome = "failed";
  if (outcome == "canceled" || outcome == "unauthorized" || outcome == "not_run") job.outcome = outcome;
  if (outcome == "error") job.outcome = "not_run";
  return job;
}

// on_hold and failing need something that is still waited for.
JobSpec held_job() {
  JobSpec job;
  job.name = "hold";
  job.approval = true;
  return job;
}

std::vector<JobSpec> jobs_of(const WorkflowSpec& workflow) {
  std::vector<JobSpec> jobs = workflow.jobs;
  if (jobs.empty()) jobs.push_back(only_job(workflow));
  const bool waits = workflow.outcome == "on_hold" || workflow.outcome == "failing";
  const bool has_approval = std::any_of(jobs.begin(), jobs.end(), [](const JobSpec& job) { return job.approval; });
  if (waits && !has_approval) jobs.push_back(held_job());
  return jobs;
}

bool never_starts(const std::string& outcome) { return outcome == "unauthorized" || outcome == "not_run"; }

// Decides when a job runs, once every job that it requires is decided.
void schedule(JobRun& job, const std::vector<JobRun>& all, WallTime begin, const Issuer& issuer) {
  WallTime ready = begin;
  bool satisfied = true;
  for (const Requirement& need : job.spec.needs) {
    const auto found = std::find_if(all.begin(), all.end(), [&](const JobRun& o) { return o.spec.name == need.job; });
    if (found == all.end()) continue;
    job.dependencies.push_back(found->id);
    if (!found->stop) return;  // waits for ever
    ready = std::max(ready, *found->stop);
    satisfied = satisfied && contains(need.accepted, as_requirement(found->outcome));
  }
  job.outcome = satisfied ? job.spec.outcome : "not_run";
  if (!satisfied || never_starts(job.outcome)) {
    job.stop = ready;
    return;
  }
  job.ready = ready;
  job.start = ready + job.spec.queue;
  if (job.spec.approval) {
    if (job.spec.approve_after) job.stop = *job.start + *job.spec.approve_after;
    return;
  }
  job.stop = *job.start + job.spec.duration;
  if (job.spec.numbered) job.number = issuer.job_number();
}

bool is_decided(const std::vector<JobRun>& done, const std::string& name, const std::vector<JobSpec>& all) {
  const bool exists = std::any_of(all.begin(), all.end(), [&](const JobSpec& job) { return job.name == name; });
  return !exists || std::any_of(done.begin(), done.end(), [&](const JobRun& run) { return run.spec.name == name; });
}

WorkflowRun make_workflow(const WorkflowSpec& spec, WallTime at, const Issuer& issuer) {
  WorkflowRun run;
  run.spec = spec;
  if (run.spec.name.empty()) run.spec.name = "release";
  run.id = issuer.id();
  run.created = at;
  WallTime begin = at;
  for (const Phase& phase : spec.phases) begin += phase.time;
  std::vector<JobSpec> waiting = jobs_of(spec);
  const std::vector<JobSpec> all = waiting;
  while (!waiting.empty()) {
    const auto next = std::find_if(waiting.begin(), waiting.end(), [&](const JobSpec& job) {
      return std::all_of(job.needs.begin(), job.needs.end(),
                         [&](const Requirement& need) { return is_decided(run.jobs, need.job, all); });
    });
    if (next == waiting.end()) break;  // a circle of requirements: none of them ever appears
    JobRun job;
    job.spec = *next;
    job.id = issuer.id();
    schedule(job, run.jobs, begin, issuer);
    run.jobs.push_back(std::move(job));
    waiting.erase(next);
  }
  return run;
}

// What a rerun does not say is as in the workflow that it repeats.
WorkflowSpec inherit(const WorkflowSpec& original, WorkflowSpec rerun) {
  rerun.name = original.name;
  rerun.setup = original.setup;
  rerun.max_auto_reruns = original.max_auto_reruns;
  if (rerun.on_rerun.empty()) rerun.on_rerun = original.on_rerun;
  rerun.reruns.reset();
  if (!rerun.jobs.empty()) return rerun;
  rerun.jobs = original.jobs;
  if (rerun.outcome != "success") return rerun;
  for (JobSpec& job : rerun.jobs) job.outcome = "success";
  return rerun;
}

std::vector<WorkflowSpec> reruns_of(const WorkflowSpec& spec) {
  if (spec.reruns) return *spec.reruns;
  return std::vector<WorkflowSpec>(static_cast<std::size_t>(spec.max_auto_reruns), spec);
}

void add_workflow(PipelineTimeline& timeline, const WorkflowSpec& spec, WallTime at, const Issuer& issuer) {
  WorkflowRun last = make_workflow(spec, at, issuer);
  timeline.workflows.push_back(last);
  int automatic = 0;
  for (const WorkflowSpec& rerun : reruns_of(spec)) {
    const auto ended = last.end();
    if (!ended) return;
    const bool by_itself = spec.max_auto_reruns > 0 && !rerun.manual;
    // CircleCI docs, automatic-reruns: only a failed workflow, at most max_auto_reruns times.
    if (by_itself && (last.outcome() != "failed" || automatic >= spec.max_auto_reruns)) continue;
    last = make_workflow(inherit(spec, rerun), *ended + rerun.after, issuer);
    if (by_itself) last.auto_rerun_number = ++automatic;
    timeline.workflows.push_back(last);
  }
}

bool is_stuck(const std::string& state) { return state == "pending" || state == "setup" || state == "setup-pending"; }

// The workflow of a dynamic configuration that makes the real ones; gives the moment at which it passed.
std::optional<WallTime> add_setup(PipelineTimeline& timeline, const PipelineSpec& spec, const Issuer& issuer) {
  WorkflowSpec made_up;
  made_up.name = "setup";
  made_up.setup = true;
  made_up.duration = spec.setup.value_or(made_up.duration);
  std::vector<WorkflowSpec> all;
  std::copy_if(spec.workflows.begin(), spec.workflows.end(), std::back_inserter(all),
               [](const WorkflowSpec& workflow) { return workflow.setup; });
  if (all.empty()) all.push_back(made_up);
  for (const WorkflowSpec& workflow : all) add_workflow(timeline, workflow, timeline.setup, issuer);
  const WorkflowRun& last = timeline.workflows.back();
  return last.outcome() == "success" ? last.end() : std::nullopt;
}

}  // namespace

std::string JobRun::status(WallTime now) const {
  if (stopped(now)) return outcome;
  if (!ready || now < *ready) return "blocked";
  if (now < *start) return "queued";
  return spec.approval ? "on_hold" : "running";
}

const JobRun* WorkflowRun::find_job(const std::string& name) const {
  const auto found = std::find_if(jobs.begin(), jobs.end(), [&](const JobRun& job) { return job.spec.name == name; });
  return found == jobs.end() ? nullptr : &*found;
}

std::string WorkflowRun::outcome() const {
  if (!spec.outcome.empty()) return spec.outcome;
  std::string result = "success";
  for (const JobRun& job : jobs) {
    if (is_tolerated(jobs, job)) continue;
    std::string word = as_requirement(job.outcome);
    if (word == "failed") return word;
    if (word == "canceled" || word == "unauthorized") result = word;
  }
  return result;
}

std::optional<WallTime> WorkflowRun::end() const {
  const std::string result = outcome();
  // CircleCI API v2 and docs, "Workflow states": these are final; not_run is where it has stopped.
  const std::vector<std::string> terminal{"success", "failed", "error", "canceled", "unauthorized", "not_run"};
  if (!spec.stopped.value_or(contains(terminal, result))) return std::nullopt;
  WallTime last = created;
  for (const Phase& phase : spec.phases) last += phase.time;
  for (const JobRun& job : jobs) {
    if (!job.stop && result != "canceled" && !spec.stopped) return std::nullopt;
    last = std::max(last, job.stop.value_or(last));
  }
  return last;
}

std::optional<WallTime> WorkflowRun::stopped_at(WallTime now) const {
  const auto ended = end();
  return ended && *ended <= now ? ended : std::nullopt;
}

std::string WorkflowRun::status(WallTime now) const {
  WallTime at = created;
  for (const Phase& phase : spec.phases) {
    at += phase.time;
    if (now < at) return phase.status;
  }
  if (stopped_at(now)) return outcome();
  bool busy = false;
  bool held = false;
  bool failed = false;
  for (const JobRun& job : jobs) {
    const std::string status = job.status(now);
    busy |= status == "running" || status == "queued";
    held |= status == "on_hold";
    failed |= job.stopped(now) && as_requirement(status) == "failed" && !is_tolerated(jobs, job);
  }
  if (!busy && !spec.outcome.empty() && !end()) return spec.outcome;
  if (failed) return "failing";
  return held && !busy ? "on_hold" : "running";
}

std::string PipelineTimeline::state(WallTime now) const {
  if (has_setup && now < setup) return "setup-pending";
  if (has_setup && (!pending || now < *pending)) return "setup";
  if (!final_ || now < *final_) return "pending";
  return last_state;
}

PipelineTimeline make_timeline(const PipelineSpec& spec, bool runs, WallTime at, const Issuer& issuer) {
  PipelineTimeline timeline;
  timeline.created = at;
  timeline.last_state = spec.state;
  const bool setup_listed = std::any_of(spec.workflows.begin(), spec.workflows.end(),
                                        [](const WorkflowSpec& workflow) { return workflow.setup; });
  timeline.has_setup = runs && (spec.setup || setup_listed || spec.state.starts_with("setup"));
  timeline.setup = at + spec.setup_pending;
  if (spec.state == "setup-pending") timeline.setup = WallTime::max();
  timeline.pending = at;
  if (timeline.has_setup && spec.state != "setup-pending") timeline.pending = add_setup(timeline, spec, issuer);
  if (!timeline.pending || spec.state.starts_with("setup")) {
    timeline.pending.reset();
    return timeline;
  }
  if (is_stuck(spec.state)) return timeline;
  timeline.final_ = *timeline.pending + spec.pending;
  if (!runs || spec.no_workflows || spec.state == "errored") return timeline;
  WorkflowSpec usual;
  usual.name = "release";
  const bool none_said = spec.workflows.empty();
  if (none_said) add_workflow(timeline, usual, *timeline.final_, issuer);
  for (const WorkflowSpec& workflow : spec.workflows) {
    if (!workflow.setup) add_workflow(timeline, workflow, *timeline.final_ + workflow.start_delay, issuer);
  }
  std::stable_sort(timeline.workflows.begin(), timeline.workflows.end(),
                   [](const WorkflowRun& a, const WorkflowRun& b) { return a.created < b.created; });
  return timeline;
}

WorkflowRun make_rerun(WorkflowRun& of, bool from_failed, WallTime at, const Issuer& issuer) {
  const std::size_t turn = of.reruns_asked_for++;
  WorkflowSpec spec = of.spec;
  if (!of.spec.on_rerun.empty()) spec = of.spec.on_rerun[std::min(turn, of.spec.on_rerun.size() - 1)];
  spec = inherit(of.spec, spec);
  const auto kept = [&](const std::string& name) {
    const JobRun* before = from_failed ? of.find_job(name) : nullptr;
    return before != nullptr && before->outcome == "success" && before->stopped(at) ? before : nullptr;
  };
  for (JobSpec& job : spec.jobs) {
    if (kept(job.name) != nullptr) job.duration = job.queue = Duration{0};
  }
  WorkflowRun run = make_workflow(spec, at, issuer);
  run.reruns_asked_for = of.reruns_asked_for;
  for (JobRun& job : run.jobs) {
    const JobRun* before = kept(job.spec.name);
    if (before == nullptr) continue;
    job.number = before->number;
    job.ready = before->ready;
    job.start = before->start;
    job.stop = before->stop;
  }
  return run;
}

}  // namespace ra::test::fake
