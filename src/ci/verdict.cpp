#include "ci/verdict.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <vector>

namespace ra::ci {

namespace {

enum class Standing { passed, waiting, failed };

struct Finding {
  Standing standing = Standing::waiting;
  std::string why;      // of a failure, or what is waited for
  std::string unknown;  // a status this program does not know
};

// A name or a status as the CI gave it, fit for one line.
std::string shown(std::string_view word) { return one_line(word, 80); }

std::optional<WallTime> time_of(const std::string& text) {
  const auto parsed = parse_utc(text);
  if (!parsed) return std::nullopt;
  return *parsed;
}

// "2h", "6m", "1h 30m": a limit as people set it.
std::string limit(Duration d) {
  std::string text = format_duration(d);
  if (text.ends_with(" 00s") || text.ends_with(" 00m")) text.resize(text.size() - 4);
  return text;
}

// A re-run is another workflow of the same name. `created_at` has whole seconds only, so two can be equal:
// then the higher automatic re-run is the newer one, then the later in the list.
bool not_older(const Workflow& a, const Workflow& b) {
  const auto key = [](const Workflow& w) {
    return std::pair{time_of(w.created_at).value_or(WallTime::min()), w.auto_rerun_number.value_or(0)};
  };
  return key(a) >= key(b);
}

struct Named {
  const Workflow* newest = nullptr;
  bool failed_before = false;  // an older one did not pass
};

// By name, in the order of the list. A setup workflow is not the same one as a real workflow of its name.
std::vector<Named> newest_of_each_name(const std::vector<Workflow>& all) {
  std::vector<Named> result;
  std::map<std::pair<std::string_view, bool>, std::size_t> places;
  for (const auto& workflow : all) {
    const auto [place, is_first] = places.try_emplace({workflow.name, workflow.setup}, result.size());
    if (is_first) {
      result.push_back({&workflow, false});
      continue;
    }
    Named& named = result[place->second];
    const bool is_newer = not_older(workflow, *named.newest);
    const Workflow& older = is_newer ? *named.newest : workflow;
    if (older.status != "success") named.failed_before = true;
    if (is_newer) named.newest = &workflow;
  }
  return result;
}

// False too when it has not stopped, or nobody can say when.
bool stopped_longer_than(const Workflow& workflow, Duration grace, WallTime now) {
  const auto stopped = time_of(workflow.stopped_at);
  return stopped && now - *stopped >= grace;
}

// CircleCI re-runs a failed workflow by itself up to `max_auto_reruns` times, at once, as a new workflow;
// the Nth one carries auto_rerun_number N (its OpenAPI; docs, automatic-reruns).
bool rerun_may_come(const Workflow& workflow) {
  return workflow.auto_rerun_number.value_or(0) < workflow.max_auto_reruns;
}

Finding standing_of(const Workflow& workflow, const VerdictPolicy& policy, WallTime now) {
  const std::string name = shown(workflow.name);
  const std::string& status = workflow.status;
  const bool stopped = !workflow.stopped_at.empty();
  const auto failed = [&](std::string_view what) {
    return Finding{Standing::failed, fmt::format("workflow `{}` {}", name, what), {}};
  };
  const auto waiting = [&](std::string_view what) {
    return Finding{Standing::waiting, fmt::format("workflow `{}` {}", name, what), {}};
  };

  if (status == "success") return {Standing::passed, {}, {}};
  if (status == "failed") {
    const bool settled = !rerun_may_come(workflow) || stopped_longer_than(workflow, policy.rerun_grace, now);
    return settled ? failed("failed") : waiting("failed and may be re-run by the CI");
  }
  if (status == "error") return failed("hit an internal error of the CI");
  if (status == "canceled") return failed("was canceled");
  if (status == "unauthorized") {
    return failed("is not authorized: a job needs a restricted context that the triggering account may not use");
  }
  if (status == "failing") return failed("is failing");
  if (status == "timedout") return failed("ran out of time");
  if (status == "neutral") return failed("ended without a result");
  if (status == "stale") return failed("was given up by the CI");
  if (status == "on_hold") return policy.hold_is_failure ? failed("needs an approval") : waiting("needs an approval");
  if (status == "not_run") return stopped ? failed("was not run") : waiting("has not run yet");
  if (status == "running" || status == "queued") {
    // It contradicts itself when it has stopped: believe that only when it lasts.
    if (stopped_longer_than(workflow, policy.rerun_grace, now)) return failed(fmt::format("stopped while {}", status));
    return waiting(fmt::format("is {}", status));
  }
  Finding unknown = stopped ? failed(fmt::format("stopped with the unknown status `{}`", shown(status)))
                            : waiting(fmt::format("has the unknown status `{}`", shown(status)));
  unknown.unknown = shown(status);
  return unknown;
}

std::string joined(const auto& parts, std::string_view separator) {
  return fmt::format("{}", fmt::join(parts, separator));
}

// The same text for the same statuses, so that the caller can say it once.
std::string warning_about(const std::set<std::string>& unknown) {
  if (unknown.empty()) return {};
  return fmt::format("the CI reports a workflow status that this program does not know: {}; it is waited for",
                     joined(unknown, ", "));
}

Verdict failure(model::PipelineState state, std::string why, std::string warning = {}) {
  return {Verdict::Kind::failed, state, std::move(why), std::move(warning), false};
}

Verdict config_failure(const Observation& seen) {
  std::vector<std::string> errors;
  for (const auto& text : seen.errors) errors.push_back(one_line(text, 500));
  if (errors.empty()) errors.emplace_back("the CI does not say which");
  return failure(model::PipelineState::failed, "the pipeline's configuration has errors: " + joined(errors, "; "));
}

// Real workflows may show up this long after the trigger, or after the setup workflow that makes them.
bool start_is_overdue(const Observation& seen, const VerdictPolicy& policy, Duration waited, WallTime now) {
  if (waited < policy.start_timeout) return false;
  return std::ranges::all_of(seen.workflows, [&](const Workflow& w) {
    return !time_of(w.stopped_at) || stopped_longer_than(w, policy.start_timeout, now);
  });
}

}  // namespace

Verdict judge(const Observation& seen, const VerdictPolicy& policy, Duration waited, WallTime now) {
  if (seen.state == PipelineState::errored) return config_failure(seen);

  const auto newest = newest_of_each_name(seen.workflows);
  std::vector<std::string> failures;
  std::vector<std::string> waits;
  std::set<std::string> unknown;
  bool only_canceled = true;  // apart from those that passed
  bool any_real = false;
  bool retried = false;
  for (const auto& [workflow, failed_before] : newest) {
    Finding finding = standing_of(*workflow, policy, now);
    if (finding.standing == Standing::failed) failures.push_back(std::move(finding.why));
    if (finding.standing == Standing::waiting) waits.push_back(std::move(finding.why));
    if (!finding.unknown.empty()) unknown.insert(std::move(finding.unknown));
    only_canceled &= workflow->status == "success" || workflow->status == "canceled";
    any_real |= !workflow->setup;
    retried |= failed_before;
  }

  std::string warning = warning_about(unknown);
  if (!failures.empty()) {
    const auto state = only_canceled ? model::PipelineState::canceled : model::PipelineState::failed;
    return failure(state, joined(failures, "; "), std::move(warning));
  }

  // While a setup workflow makes the configuration, the state is not final though nothing may be running.
  const bool settled = seen.state == PipelineState::created && waits.empty();
  if (settled && any_real) return {Verdict::Kind::passed, model::PipelineState::passed, {}, {}, retried};

  const bool none_yet = newest.empty() || (settled && !any_real);
  if (none_yet && start_is_overdue(seen, policy, waited, now)) {
    return failure(model::PipelineState::failed,
                   fmt::format("no workflow ran: none showed up within {}; the project is not set up on the CI, or its "
                               "filters match nothing on this branch",
                               limit(policy.start_timeout)));
  }
  if (waited >= policy.timeout) {
    if (waits.empty()) waits.emplace_back("its workflows are still being made");
    return failure(model::PipelineState::failed,
                   fmt::format("ran longer than {}: {}", limit(policy.timeout), joined(waits, "; ")),
                   std::move(warning));
  }
  return {Verdict::Kind::running, model::PipelineState::running, {}, std::move(warning), false};
}

}  // namespace ra::ci
