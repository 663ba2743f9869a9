#include "ci/github_actions_run.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

namespace ra::ci::github_actions {

namespace {

using Words = std::pair<std::string_view, std::string_view>;

// GitHub's OpenAPI description, `workflow-run` and `workflow-run-status`. `requested` and `pending` wait for a runner
// or for their concurrency group; `waiting` is for somebody's approval of an environment.
constexpr std::array<Words, 5> statuses{{{"queued", "queued"},
                                         {"requested", "queued"},
                                         {"pending", "queued"},
                                         {"in_progress", "running"},
                                         {"waiting", "on_hold"}}};

// `action_required` waits for an approval though GitHub calls it completed. `skipped`: the conditions of all jobs were
// false, so nothing ran, which is never a success.
constexpr std::array<Words, 9> conclusions{{{"success", "success"},
                                            {"failure", "failed"},
                                            {"startup_failure", "failed"},
                                            {"cancelled", "canceled"},
                                            {"timed_out", "timedout"},
                                            {"action_required", "on_hold"},
                                            {"skipped", "not_run"},
                                            {"neutral", "neutral"},
                                            {"stale", "stale"}}};

template <std::size_t N>
std::string looked_up(const std::array<Words, N>& table, std::string_view word) {
  for (const auto& [theirs, ours] : table) {
    if (theirs == word) return std::string{ours};
  }
  return fmt::format("github:{}", one_line(word, 60));
}

Error run_lacks(std::string_view what, std::string_view field) {
  return error(Errc::transient, fmt::format("{}: GitHub's answer lacks `{}`", what, field));
}

}  // namespace

std::string word_of(std::string_view status, std::string_view conclusion) {
  if (status != "completed") return looked_up(statuses, status);
  if (conclusion.empty()) return "github:completed";
  return looked_up(conclusions, conclusion);
}

Result<Run> read_run(const json::Value& item, const std::string& what) {
  for (const std::string_view field : {"status", "created_at", "html_url"}) {
    if (item[field].as_string().empty()) return run_lacks(what, field);
  }
  for (const std::string_view field : {"id", "run_number"}) {
    if (item[field].as_int() <= 0) return run_lacks(what, field);
  }
  const std::string& status = item["status"].as_string();
  const std::string& conclusion = item["conclusion"].as_string();
  Run run;
  run.ref.id = item["id"].digits();
  run.ref.number = item["run_number"].as_int();
  run.ref.http_link = item["html_url"].as_string();
  run.ref.created_at = item["created_at"].as_string();
  run.attempt = item["run_attempt"].as_int(1);
  run.title = item["display_title"].as_string();
  run.event = item["event"].as_string();
  run.branch = item["head_branch"].as_string();
  run.actor = item["actor"]["login"].as_string();
  run.revision = item["head_sha"].as_string();
  run.startup_failure = status == "completed" && conclusion == "startup_failure";

  Workflow& workflow = run.workflow;
  workflow.id = run.ref.id;
  if (run.attempt > 1) workflow.id += fmt::format("/attempts/{}", run.attempt);
  workflow.name = item["name"].as_string();
  if (workflow.name.empty()) workflow.name = item["path"].as_string();  // a workflow may go without a name
  workflow.status = word_of(status, conclusion);
  // A re-run keeps `created_at`; this one is of the attempt.
  const std::string& started = item["run_started_at"].as_string();
  workflow.created_at = started.empty() ? run.ref.created_at : started;
  // Runs do not say when they ended, but nothing changes them afterwards.
  const bool over = status == "completed" && workflow.status != "on_hold";
  if (over) workflow.stopped_at = item["updated_at"].as_string();
  if (over && workflow.stopped_at.empty()) return run_lacks(what, "updated_at");
  return run;
}

Observation observed(const Run& newest) {
  Observation seen;
  seen.state = newest.startup_failure ? PipelineState::errored : PipelineState::created;
  if (newest.startup_failure) {
    seen.errors.push_back(
        fmt::format("GitHub could not start workflow `{}`: its file, or one that it calls, is not valid on this branch",
                    one_line(newest.workflow.name, 80)));
  }
  seen.workflows.push_back(newest.workflow);
  seen.revision = newest.revision;
  return seen;
}

}  // namespace ra::ci::github_actions
