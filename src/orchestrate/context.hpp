#pragma once

#include "base/log.hpp"
#include "ci/provider.hpp"
#include "ci/verdict.hpp"
#include "git/repository.hpp"
#include "model/config.hpp"
#include "model/plan.hpp"
#include "orchestrate/ledger.hpp"
#include "orchestrate/scheduler.hpp"

#include <functional>
#include <string>

namespace ra::orchestrate {

// Everything a release works with. Services are interfaces, so a test fills it with fakes.
struct Context {
  const model::Config& config;
  ci::Provider& provider;
  Ledger& ledger;
  git::Repository* repository;  // of the manifest; null outside git
  const Clock& clock;
  const Log& log;
  Random random;
  std::function<void()> changed;  // the run's view has changed: for the progress display
  // The commit at the head of a component's branch; empty where nobody can ask.
  std::function<boost::asio::awaitable<Result<std::string>>(const model::PlannedComponent&)> branch_head = {};
};

inline Limits limits_of(const model::CiConfig& ci) {
  Limits limits;
  limits.max_parallel = ci.max_parallel;
  limits.poll_first = ci.poll_first;
  limits.poll_most = ci.poll_most;
  limits.stop_at_first_failure = ci.on_failure == model::OnFailure::stop;
  return limits;
}

inline ci::VerdictPolicy verdict_policy_of(const model::CiConfig& ci) {
  ci::VerdictPolicy policy;
  policy.hold_is_failure = ci.on_hold == model::OnHold::fail;
  policy.start_timeout = ci.start_timeout;
  policy.timeout = ci.timeout;
  policy.rerun_grace = ci.rerun_grace;
  return policy;
}

}  // namespace ra::orchestrate
