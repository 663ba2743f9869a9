#pragma once

#include "ci/provider.hpp"
#include "model/run.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ra::orchestrate {

// One line of the ledger. What is recorded is what a later run needs in order to go on: intents before
// outside actions, and what came of them. Fields that a kind does not use stay empty and are not written.
enum class EventKind {
  run_started,       // first line: product, version, mode, run_id
  attempt_started,   // attempt, run_id, note: who runs it
  intent,            // component, set, project, branch, after_number: about to be triggered
  triggered,         // component, pipeline, note when it was found again rather than triggered
  finished,          // component, state, why, retried, stopped_at, commit (built): passed, failed or canceled
  persisted,         // commit: the manifest's, with the components that it marks as released
  published,         // commit, note: tag and branches of the whole product are pushed
  attempt_finished,  // state, note
};

struct Event {
  EventKind kind = EventKind::run_started;
  std::string at;
  std::string run_id;
  std::string product;
  std::string edition;
  std::string version;
  std::string mode;
  int attempt = 0;
  std::optional<std::size_t> set;
  std::string component;
  std::string project;
  std::string branch;
  std::int64_t after_number = 0;
  ci::PipelineRef pipeline;
  std::string state;
  std::string why;
  bool retried = false;
  std::string stopped_at;
  std::string commit;
  std::vector<std::string> components;
  std::string note;
};

std::string to_line(const Event& event);  // one JSON object and a newline

// A last line that was cut off in the middle of writing is dropped; any other defect is an error
// that names its line.
Result<std::vector<Event>> parse_ledger(std::string_view text);

}  // namespace ra::orchestrate
