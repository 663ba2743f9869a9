#pragma once

#include "ci/provider.hpp"

#include <string>

namespace ra::ci {

// Decides what an observation means (DOMAIN 3, the rules of finished, passed and failed).
// Pure: never does I/O, never reads a clock.
struct VerdictPolicy {
  bool hold_is_failure = true;                       // ci.onHold: fail | wait
  Duration start_timeout = std::chrono::minutes{6};  // a workflow must show up within it
  Duration timeout = std::chrono::hours{2};          // of the whole pipeline
  Duration rerun_grace = std::chrono::seconds{30};   // for an automatic re-run to show up after a failure
};

struct Verdict {
  enum class Kind { running, passed, failed };
  Kind kind = Kind::running;
  model::PipelineState state = model::PipelineState::running;  // for the report
  std::string why;       // of a failure, one line for people: "no workflow ran …", "needs an approval …"
  std::string warning;   // such as an unknown status; said once by the caller
  bool retried = false;  // passed, after a re-run
};

// `waited`: since the trigger (or since the pipeline was adopted); `now`: to measure the grace time of
// re-runs against the workflows' stopped_at.
Verdict judge(const Observation& seen, const VerdictPolicy& policy, Duration waited, WallTime now);

}  // namespace ra::ci
