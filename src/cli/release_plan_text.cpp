#include "cli/release_plan_text.hpp"

#include "base/json.hpp"
#include "base/try.hpp"
#include "orchestrate/persist.hpp"
#include "orchestrate/release.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ra::cli {

namespace {

json::Value value_of(const ci::ParameterValue& value) {
  return std::visit([](const auto& v) { return json::Value{v}; }, value);
}

json::Value parameters_of(const ci::Job& job) {
  auto object = json::Value::object();
  for (const auto& [key, value] : job.parameters) object.set(key, value_of(value));
  return object;
}

}  // namespace

Result<std::string> release_plan_text(const Inputs& inputs, const model::Plan& plan, const ReleaseArguments& arguments,
                                      bool json) {
  const auto mode = arguments.dry_run ? model::Mode::dry_run : model::Mode::release;
  auto triggers = json::Value::array();
  std::string text = fmt::format("{} {}, {}: this would be done; nothing is\n", plan.product, plan.version,
                                 arguments.dry_run ? "dry run" : "release");
  for (const auto& set : plan.sets) {
    for (const auto& component : set.components) {
      const bool chosen =
          arguments.only.empty() || std::ranges::find(arguments.only, component.name) != arguments.only.end();
      if (!chosen) continue;
      RA_TRY_ASSIGN(const ci::Job job, orchestrate::make_job(component, inputs.config, mode));
      const auto parameters = parameters_of(job);
      text += fmt::format("  set {:>2}  trigger {} on {} with {}\n", set.index, job.project, job.branch,
                          json::dump(parameters));
      auto one = json::Value::object();
      one.set("set", set.index).set("component", component.name).set("version", component.release_version);
      one.set("project", job.project).set("branch", job.branch).set("parameters", parameters);
      triggers.push(std::move(one));
    }
  }
  auto writes = json::Value::array();
  if (mode == model::Mode::release && arguments.only.empty()) {
    RA_TRY_ASSIGN(const auto next, orchestrate::next_versions(plan.version, inputs.config));
    std::vector<std::string> all{
        fmt::format("tag {}_START on {}", plan.version, plan.branch),
        fmt::format("one commit a set on {}: released components lose -SNAPSHOT", plan.branch),
        fmt::format("commit and tag {}", plan.version),
        fmt::format("{} goes on as {}", plan.branch, next.on_branch),
    };
    if (!next.maintenance_branch.empty()) {
      all.push_back(fmt::format("branch {} begins as {}", next.maintenance_branch, next.on_maintenance));
    }
    for (const auto& line : all) {
      text += "  git     " + line + "\n";
      writes.push(line);
    }
  }
  if (!json) return text;
  auto value = json::Value::object();
  value.set("schema", "release-action/intentions/1").set("product", plan.product).set("version", plan.version);
  value.set("mode", model::to_string(mode)).set("triggers", std::move(triggers)).set("git", std::move(writes));
  return json::dump_pretty(value);
}

}  // namespace ra::cli
