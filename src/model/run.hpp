#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// One execution of `release` as plain data: what report.json holds (SPEC 3, release-action/run/1).
// Times are RFC 3339 UTC texts, empty when not known.
namespace ra::model {

enum class Mode { dry_run, release };
enum class RunState { running, passed, failed, cancelled };
enum class SetState { not_started, running, passed, failed };
enum class PipelineState { not_started, running, passed, failed, canceled };

std::string_view to_string(Mode);
std::string_view to_string(RunState);
std::string_view to_string(SetState);
std::string_view to_string(PipelineState);

// Why a job failed.
struct Failure {
  std::string step;
  std::optional<int> exit_code;
  std::optional<int> tests_failed;
  std::string message;                // first line of what went wrong; may be empty
  std::vector<std::string> log_tail;  // the last lines of the step's output
  std::vector<std::string> tests;     // "Class.name: message" of failed tests, at most 20
};

struct JobRun {
  std::string id;
  std::string name;
  std::optional<std::int64_t> number;  // an approval has none
  std::string status;                  // the CI's word
  std::string type;                    // build | approval
  std::string started_at;
  std::string stopped_at;
  std::string http_link;  // empty when there is no number to make it of
  std::optional<Failure> failure;
};

struct WorkflowRun {
  std::string id;
  std::string name;
  std::string status;
  std::string created_at;
  std::string stopped_at;
  std::vector<JobRun> jobs;
};

struct PipelineRun {
  std::string component;
  std::string version;  // what is released: 1.31.1
  std::string branch;
  std::string provider;
  std::string project;
  std::string pipeline_guid;  // empty when it was never triggered
  std::int64_t number = 0;
  PipelineState state = PipelineState::not_started;
  std::string why;       // of a failure without workflows, or a note ("kept from an earlier attempt")
  bool retried = false;  // passed on a later try
  std::string http_link;
  std::string created_at;
  std::string stopped_at;
  std::vector<WorkflowRun> workflows;
};

struct SetRun {
  std::size_t index = 0;  // in buildDependencies, from 0
  SetState state = SetState::not_started;
  std::vector<PipelineRun> pipelines;  // none: an empty set
};

struct Attempt {
  int number = 1;
  RunState state = RunState::running;
  std::string started_at;
  std::string finished_at;
  std::string note;  // "1 of 8 failed"
  std::string sha;   // commit of the manifest then; may be empty
};

struct Run {
  std::string run_id;
  std::string product;  // as people call it: the manifest's name
  std::string edition;
  std::string version;  // 3.16.0
  Mode mode = Mode::dry_run;
  RunState state = RunState::running;
  std::string started_at;
  std::string finished_at;
  std::string branch;           // of the release repository
  std::string target_branch;    // where the pull request goes that this is the dry run of; mostly empty
  std::string sha;              // commit of the manifest; empty outside git
  std::string repository_link;  // https page of the release repository; may be empty
  int attempt = 1;
  std::vector<Attempt> earlier;  // attempts before this one, oldest first
  std::vector<SetRun> sets;
  std::vector<std::string> notes;  // what people must know: "the ledger could not be pushed: …"
  std::string error;               // of a run that ended for another reason than a red pipeline
  std::string hint;
  std::vector<std::string> published;  // what this run wrote to git: "tag 3.16.0", "branch 3.16.x"; empty in a dry run
};

}  // namespace ra::model
