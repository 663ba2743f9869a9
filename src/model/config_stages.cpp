#include "model/config_stages.hpp"

#include "model/config_values.hpp"

#include <fmt/format.h>

#include <set>

namespace ra::model::values {

namespace {

// Checks may leave the work to CI.
Defect stage_check(const json::Value& value, StageCommand& out) {
  auto found = object(value, "a check",
                      {{"name", [&](const auto& v) { return text(v, out.name); }},
                       {"run", [&](const auto& v) { return command(v, out.run); }},
                       {"statuses", [&](const auto& v) { return names(v, out.statuses); }},
                       {"startTimeout", [&](const auto& v) { return duration(v, out.start_timeout); }},
                       {"timeout", [&](const auto& v) { return duration(v, out.timeout); }}});
  if (found) return found;
  if (out.name.empty()) return defect(value, "must have a `name`");
  if (out.run.empty() == out.statuses.empty())
    return defect(value, "must have either a `run` or `statuses`",
                  "run: a shell command; statuses: the names of the commit statuses and check runs that CI makes");
  return std::nullopt;
}

Defect stage_command(const json::Value& value, StageCommand& out) {
  auto found = object(value, "a command",
                      {{"name", [&](const auto& v) { return text(v, out.name); }},
                       {"run", [&](const auto& v) { return command(v, out.run); }},
                       {"timeout", [&](const auto& v) { return duration(v, out.timeout); }}});
  if (found) return found;
  if (out.name.empty()) return defect(value, "must have a `name`");
  if (out.run.empty()) return defect(value, "must have a `run`, a shell command");
  return std::nullopt;
}

Defect destination(const json::Value& value, StageDestination& out) {
  auto found = object(value, "a destination",
                      {{"name", [&](const auto& v) { return text(v, out.name); }},
                       {"run", [&](const auto& v) { return command(v, out.run); }},
                       {"present", [&](const auto& v) { return command(v, out.present); }},
                       {"timeout", [&](const auto& v) { return duration(v, out.timeout); }}});
  if (found) return found;
  if (out.name.empty()) return defect(value, "must have a `name`");
  if (out.run.empty()) return defect(value, "must have a `run`, the shell command that publishes");
  if (out.present.empty())
    return defect(
        value, "must have a `present`, the shell command that tells by its exit code whether it is there",
        "nothing is published twice because it is asked before, and nothing is believed because it is asked after");
  return std::nullopt;
}

Defect commands(const json::Value& value, std::vector<StageCommand>& out) {
  if (auto found = list<StageCommand>(value, "commands", out, stage_command)) return found;
  return named_once(value, out);
}

Defect checks(const json::Value& value, std::vector<StageCommand>& out) {
  if (auto found = list<StageCommand>(value, "checks", out, stage_check)) return found;
  return named_once(value, out);
}

Defect health_check(const json::Value& value, std::set<HealthCheck>& out) {
  std::size_t index = 0;
  if (auto found = choice(value, {health_checks.begin(), health_checks.end()}, index)) return found;
  out.insert(static_cast<HealthCheck>(index));
  return std::nullopt;
}

Defect ignored_checks(const json::Value& value, std::set<HealthCheck>& out) {
  std::vector<std::string> read;  // each goes into the set itself
  return list<std::string>(value, "names of health checks", read,
                           [&](const json::Value& item, std::string&) { return health_check(item, out); });
}

Defect fork(const json::Value& value, std::string& out) {
  if (auto found = branch(value, out)) return found;
  if (out.find("{version}") == std::string::npos) return defect(value, "must contain `{version}`");
  return std::nullopt;
}

Defect phase(const json::Value& value, Phase& out) {
  std::size_t number = 0;
  if (auto found = count(value, number, 0, 3)) return found;
  out = static_cast<Phase>(number);
  return std::nullopt;
}

}  // namespace

Defect stages(std::string_view key, const json::Value& value, StagesConfig& out) {
  if (key == "phase") return phase(value, out.phase);
  if (key == "fork") return fork(value, out.fork);
  if (key == "forkRemote") return remote(value, out.fork_remote);
  if (key == "validate") return checks(value, out.validate);
  if (key == "test") return checks(value, out.test);
  if (key == "package") return commands(value, out.package);
  if (key == "collect") return names(value, out.collect);
  if (key == "documents") return names(value, out.documents);
  if (key == "health.ignore") return ignored_checks(value, out.health.ignore);
  if (key == "health.commands") return commands(value, out.health.commands);
  if (key == "merge.into") return branch(value, out.merge_into);
  if (key == "merge.timeout") return duration(value, out.merge_timeout);
  if (key == "approvals.environment") return text(value, out.approval_environment);
  if (key == "approvals.job") return text(value, out.approval_job);
  if (key == "merge.policy")
    return one_of(value, out.merge,
                  {{"human", MergePolicy::by_human},
                   {"auto", MergePolicy::automatic},
                   {"push", MergePolicy::push},
                   {"none", MergePolicy::none}});
  if (auto found = list<StageDestination>(value, "destinations", out.publish, destination)) return found;
  return named_once(value, out.publish);
}

}  // namespace ra::model::values
