#pragma once

#include "base/error.hpp"
#include "base/time.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// What a scenario file says (README.md beside this explains every key). Plain data: no state, no clock.
// Durations are already divided by the speed.
namespace ra::test::fake {

struct StepSpec {
  std::string name;
  int exit_code = 0;
  std::string output;
};

struct TestSpec {
  std::string classname;
  std::string name;
  std::string result;  // success | failure | skipped
  std::string message;
  std::string file;
};

struct Requirement {
  std::string job;
  std::vector<std::string> accepted;  // of success, failed, canceled, unauthorized, not_run
};

struct JobSpec {
  std::string name;
  Duration duration{100};
  Duration queue{0};
  std::string outcome = "success";
  bool approval = false;
  std::optional<Duration> approve_after;  // of an approval: never when absent
  bool numbered = true;
  std::vector<Requirement> needs;
  std::vector<StepSpec> steps;
  std::vector<TestSpec> tests;
  std::vector<std::string> artifacts;
  std::vector<std::string> messages;
};

struct Phase {
  std::string status;
  Duration time{0};
};

struct WorkflowSpec {
  std::string name;
  std::vector<JobSpec> jobs;
  std::string outcome;     // empty: what the jobs make of it
  Duration duration{100};  // of its one job when jobs is empty
  Duration start_delay{0};
  std::vector<Phase> phases;  // statuses shown before the jobs begin
  std::optional<bool> stopped;
  bool setup = false;
  int max_auto_reruns = 0;
  std::optional<std::vector<WorkflowSpec>> reruns;
  std::vector<WorkflowSpec> on_rerun;
  bool manual = false;  // of an entry of reruns: somebody's, not an automatic one
  Duration after{0};    // of an entry of reruns: since the one before it stopped
};

struct ErrorSpec {
  std::string type = "config";
  std::string message;
};

struct Refusal {
  int status = 403;
  std::string message;
};

struct OtherSpec;

struct PipelineSpec {
  std::vector<WorkflowSpec> workflows;
  std::string state = "created";
  std::vector<ErrorSpec> errors;
  bool no_workflows = false;
  std::optional<Duration> setup;  // of a setup workflow that is made up when there is none
  Duration setup_pending{0};
  Duration pending{0};
  bool skip = false;
  std::optional<Refusal> refuse;
  std::vector<OtherSpec> others_before;
  std::vector<OtherSpec> others_after;
};

// A pipeline that was not triggered through us.
struct OtherSpec {
  PipelineSpec pipeline;
  std::string branch = "master";
  std::string login;
  std::string type = "webhook";
  Duration age{0};
};

struct ProjectSpec {
  bool set_up = true;
  std::optional<std::vector<std::string>> declared;
  std::vector<PipelineSpec> pipelines;
  std::vector<OtherSpec> existing;  // oldest first
  std::int64_t first_number = 1;
  std::int64_t first_job_number = 1;
};

struct FaultAt {
  std::size_t request = 0;  // the n-th of all, when not 0
  std::string match;        // else the nth of those whose "METHOD target" it finds
  std::size_t nth = 1;
  std::string fault;
};

struct FaultSpec {
  std::vector<std::pair<std::string, double>> rate;
  double post_executes_before_fault = 0.5;
  std::string retry_after = "seconds";
  int retry_after_s = 1;
  std::optional<std::size_t> max_per_request;
  std::string only;
  std::vector<FaultAt> at;
};

struct KillSpec {
  std::string pid_file;
  std::vector<std::size_t> requests;  // each kills once
  std::string match;                  // counts only requests whose "METHOD target" it finds
  bool after = false;
  bool tree = false;  // its children too, as when a machine is lost
};

struct Scenario {
  std::string token;
  std::string login = "release-bot";
  std::uint64_t seed = 1;
  bool all_set_up = false;
  ProjectSpec defaults;
  std::map<std::string, ProjectSpec> projects;
  FaultSpec faults;
  std::optional<KillSpec> kill;
  std::size_t page_size = 20;  // CircleCI's own for pipelines
  bool repeat_page_token = false;
  bool timestamps_in_seconds = false;
  bool oldest_workflow_first = false;
  std::string waiting_started_at = "created";  // created | null | absent
};

// speed > 1 makes everything shorter. Unknown keys are errors that name their place.
Result<Scenario> parse_scenario(std::string_view text, double speed = 1);

}  // namespace ra::test::fake
