#pragma once

#include "support/fake_circleci/scenario.hpp"

#include <functional>

namespace ra::test::fake {

// When everything of a pipeline happens, computed once when it is made; what it looks like at a given moment is
// then a plain question. Never reads a clock.
struct JobRun {
  JobSpec spec;
  std::string id;
  std::optional<std::int64_t> number;
  std::vector<std::string> dependencies;  // ids
  std::optional<WallTime> ready;          // its dependencies were satisfied; absent: never
  std::optional<WallTime> start;
  std::optional<WallTime> stop;  // absent: never
  std::string outcome;           // status from stop on

  std::string status(WallTime now) const;
  bool started(WallTime now) const { return start && *start <= now; }
  bool stopped(WallTime now) const { return stop && *stop <= now; }
};

struct WorkflowRun {
  WorkflowSpec spec;
  std::string id;
  WallTime created{};
  std::vector<JobRun> jobs;
  std::optional<int> auto_rerun_number;
  std::string started_by;  // id of a user
  std::size_t reruns_asked_for = 0;

  std::string status(WallTime now) const;
  std::optional<WallTime> stopped_at(WallTime now) const;
  std::optional<WallTime> end() const;  // the moment of stopping; absent: never
  std::string outcome() const;          // status once every job has stopped
  const JobRun* find_job(const std::string& name) const;
};

// Where a workflow's numbers and ids come from.
struct Issuer {
  std::function<std::string()> id;
  std::function<std::int64_t()> job_number;
};

struct PipelineTimeline {
  WallTime created{};
  WallTime setup{};                   // of state setup-pending before it, if there is a setup
  std::optional<WallTime> pending{};  // absent: never gets past the setup
  std::optional<WallTime> final_{};   // state created or errored from here on; absent: never
  bool has_setup = false;
  std::string last_state;
  std::vector<ErrorSpec> errors;
  std::vector<WorkflowRun> workflows;  // in the order in which they appear

  std::string state(WallTime now) const;
};

PipelineTimeline make_timeline(const PipelineSpec& spec, bool runs, WallTime at, const Issuer& issuer);

// One more workflow of the same name, as POST /workflow/{id}/rerun makes it. With from_failed the jobs that
// had passed keep their numbers and are not run again.
WorkflowRun make_rerun(WorkflowRun& of, bool from_failed, WallTime at, const Issuer& issuer);

}  // namespace ra::test::fake
