#include "support/fake_circleci/faults.hpp"

#include "support/fake_circleci/ids.hpp"

#include <algorithm>

namespace ra::test::fake {

FaultPlan::FaultPlan(FaultSpec spec, std::uint64_t seed)
    : spec_{std::move(spec)}, seed_{seed}, only_{spec_.only}, at_seen_(spec_.at.size(), 0) {
  for (const FaultAt& at : spec_.at) at_.emplace_back(at.match);
}

std::string FaultPlan::chosen_at(const Attempt& attempt) {
  std::string found;
  for (std::size_t i = 0; i < spec_.at.size(); ++i) {
    const FaultAt& at = spec_.at[i];
    if (at.match.empty()) {
      if (at.request == attempt.number) found = at.fault;
      continue;
    }
    if (std::regex_search(attempt.line(), at_[i]) && ++at_seen_[i] == at.nth) found = at.fault;
  }
  return found == "none" ? std::string{} : found;
}

std::string FaultPlan::choose(const Attempt& attempt, const std::string& nth) {
  if (spec_.rate.empty() || !std::regex_search(attempt.line(), only_)) return {};
  if (spec_.max_per_request && faulted_[attempt.line()] >= *spec_.max_per_request) return {};
  double left = chance(seed_, {"fault", attempt.method, attempt.target, nth});
  for (const auto& [kind, share] : spec_.rate) {
    if (left < share) return kind == "none" ? std::string{} : kind;
    left -= share;
  }
  return {};
}

FaultDecision FaultPlan::decide(const Attempt& attempt) {
  const std::string nth = std::to_string(++seen_[attempt.line()]);
  FaultDecision decision;
  decision.kind = chosen_at(attempt);
  if (decision.kind.empty()) decision.kind = choose(attempt, nth);
  if (decision.kind.empty()) return decision;
  ++faulted_[attempt.line()];
  if (decision.kind.ends_with("_before") || decision.kind.ends_with("_after")) {
    decision.executes = decision.kind.ends_with("_after");
    decision.kind.resize(decision.kind.rfind('_'));
    return decision;
  }
  // A request over the limit is turned away; an answer that arrives broken was an answer.
  if (decision.kind == "429") decision.executes = false;
  if (decision.kind == "429" || decision.kind == "truncate" || decision.kind == "slow") return decision;
  decision.executes = chance(seed_, {"effect", attempt.method, attempt.target, nth}) < spec_.post_executes_before_fault;
  return decision;
}

KillPlan::KillPlan(std::optional<KillSpec> spec) : spec_{std::move(spec)}, match_{spec_ ? spec_->match : ""} {}

Kill KillPlan::decide(const Attempt& attempt) {
  if (!spec_ || !std::regex_search(attempt.line(), match_)) return Kill::no;
  ++counted_;
  if (std::find(spec_->requests.begin(), spec_->requests.end(), counted_) == spec_->requests.end()) return Kill::no;
  return spec_->after ? Kill::after : Kill::before;
}

}  // namespace ra::test::fake
