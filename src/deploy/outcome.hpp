#pragma once

#include "base/error.hpp"
#include "base/json.hpp"
#include "deploy/health.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ra::deploy {

// What came of one target.
struct Outcome {
  enum class State {
    planned,  // a dry run, or --plan
    present,  // it was there already
    deployed,
    returned,  // what was there before is there again
    failed,
    not_started,  // one before it failed
  };

  std::string name;
  std::string kind;
  std::string environment;
  std::string version;
  State state = State::not_started;
  std::string before;
  std::string after;  // what is there now; of a plan: what would be
  std::string url;
  std::string note;
  std::optional<HealthReport> health;
  std::map<std::string, std::string> outputs;
  std::optional<Error> error;
};
std::string_view to_string(Outcome::State state);

// Before anything is done about it.
Outcome outcome_of(const model::Deployment& deployment, const std::string& version);

json::Value to_json(const std::vector<Outcome>& outcomes, bool dry_run);
std::string outcomes_text(const std::vector<Outcome>& outcomes);
// For the page of a job.
std::string outcomes_markdown(const std::vector<Outcome>& outcomes);
// "3.0.0 → 3.1.0"
std::string change_text(const Outcome& outcome);

}  // namespace ra::deploy
