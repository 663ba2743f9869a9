#pragma once

#include "model/run.hpp"
#include "report/document.hpp"

#include <string>
#include <string_view>
#include <vector>

// What a run comes down to, counted and put into words once, for every place that shows it.
namespace ra::report {

struct FailedJob {
  const model::WorkflowRun* workflow = nullptr;
  const model::JobRun* job = nullptr;
};

struct FailedPipeline {
  std::size_t set = 0;
  const model::PipelineRun* pipeline = nullptr;
  std::vector<FailedJob> jobs;  // those with a known failure first
};

// Points into the run it was made of.
struct Facts {
  std::size_t total = 0;
  std::size_t passed = 0;
  std::size_t retried = 0;  // of the passed
  std::size_t failed = 0;
  std::size_t cancelled = 0;
  std::size_t running = 0;
  std::size_t not_started = 0;
  std::size_t awaiting = 0;         // of the failed: they need an approval
  std::vector<FailedPipeline> red;  // failed and cancelled, in the order of the sets

  std::size_t done() const { return passed + failed + cancelled; }
};
Facts facts_of(const model::Run& run);
FailedPipeline failed_pipeline(std::size_t set, const model::PipelineRun& pipeline);

// The three lines that everybody reads.
Line verdict_words(const model::Run& run, const Facts& facts);
Line verdict_line(const model::Run& run, const Facts& facts);  // the same after its symbol
Line numbers_line(const model::Run& run, const Facts& facts);
Line world_line(const model::Run& run, const Facts& facts);  // what happened to the world and what to do next

Line where_line(const FailedPipeline& failed);                              // build › mvn verify
Line why_line(const FailedPipeline& failed);                                // 3 tests failed
Line log_line_of(const FailedPipeline& failed);                             // a link to the job's log
Line pipeline_line(const model::PipelineRun& pipeline, bool bold = false);  // gravitee-common #1200, linked
Line sets_line(const model::Run& run);  // Sets 1–4 ran, sets 5–10 were not started because set 4 failed

// The link to the failed job, or to its pipeline.
Url failure_url(const FailedPipeline& failed);

// "passed", with its symbol before it in REPORTS 5.8.
std::string_view symbol(model::PipelineState state, bool retried);
std::string_view symbol(model::RunState state);
std::string_view word(model::PipelineState state);
std::string_view word(model::RunState state);
std::string result_words(const model::Run& run, const model::PipelineRun& pipeline);  // "still running"

std::string counted(std::size_t n, std::string_view noun);                   // "1,204 pipelines"
std::string number(std::size_t n);                                           // "1,204"
std::string time_between(const std::string& begin, const std::string& end);  // "1m 41s", "" when not known
std::string minute_utc(const std::string& time);  // "2026-01-14 10:26 UTC", "" when not known

}  // namespace ra::report
