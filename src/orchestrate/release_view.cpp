// The report of a release that is under way: what is planned, what the ledger knows of it, and how many are done.
#include "orchestrate/release.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace ra::orchestrate {

namespace {

using Phase = ComponentHistory::Phase;

model::PipelineState shown_state(const ComponentHistory& history) {
  switch (history.phase) {
    case Phase::passed: return model::PipelineState::passed;
    case Phase::triggered: return model::PipelineState::running;
    case Phase::waiting:
    case Phase::intended:
    case Phase::failed: return model::PipelineState::not_started;
  }
  return model::PipelineState::not_started;
}

void show_history(model::PipelineRun& view, const ComponentHistory& history) {
  view.state = shown_state(history);
  if (view.state == model::PipelineState::not_started) return;
  view.pipeline_guid = history.pipeline.id;
  view.number = history.pipeline.number;
  view.http_link = history.pipeline.http_link;
  view.created_at = history.pipeline.created_at;
  view.stopped_at = history.stopped_at;
  view.retried = history.retried;
}

std::size_t count(const model::Run& run, model::PipelineState state) {
  std::size_t n = 0;
  for (const auto& set : run.sets) {
    n += static_cast<std::size_t>(std::ranges::count(set.pipelines, state, &model::PipelineRun::state));
  }
  return n;
}

std::size_t total(const model::Run& run) {
  std::size_t n = 0;
  for (const auto& set : run.sets) n += set.pipelines.size();
  return n;
}

}  // namespace

bool still_same(const ComponentHistory& history, const model::PlannedComponent& component) {
  return history.version == component.release_version && history.branch == component.branch;
}

bool Release::chosen(const std::string& component) const {
  return options_.only.empty() || std::ranges::find(options_.only, component) != options_.only.end();
}

void Release::build_view(const History& history) {
  view_.product = plan_.product;
  view_.edition = context_.config.edition;
  view_.version = plan_.version;
  view_.mode = options_.mode;
  const bool from_branch = options_.mode == model::Mode::dry_run && !options_.branch.empty();
  view_.branch = from_branch ? options_.branch : plan_.branch;
  if (view_.branch != plan_.branch) view_.target_branch = plan_.branch;
  view_.sha = options_.sha;
  view_.repository_link = options_.repository_link;
  view_.sets.clear();
  std::set<std::string> planned;
  for (const auto& set : plan_.sets) {
    auto& shown = view_.sets.emplace_back();
    shown.index = set.index;
    for (const auto& component : set.components) {
      planned.insert(component.name);
      if (!chosen(component.name)) continue;
      auto& pipeline = shown.pipelines.emplace_back();
      pipeline.component = component.name;
      pipeline.version = component.release_version;
      pipeline.branch = component.branch;
      pipeline.provider = context_.provider.name_for(component.name);
      if (const auto job = make_job(component, context_.config, options_.mode)) pipeline.project = job->project;
      const auto known = history.components.find(component.name);
      if (known != history.components.end() && still_same(known->second, component))
        show_history(pipeline, known->second);
    }
  }
  // Released by an earlier attempt of the same release, so no longer in the plan.
  for (const auto& [name, known] : history.components) {
    if (planned.contains(name) || known.phase != Phase::passed || !known.set || *known.set >= view_.sets.size())
      continue;
    auto& pipeline = view_.sets[*known.set].pipelines.emplace_back();
    pipeline.component = name;
    pipeline.version = known.version;
    pipeline.branch = known.branch;
    pipeline.provider = context_.provider.name_for(name);
    pipeline.project = known.project;
    show_history(pipeline, known);
  }
}

std::string Release::tally() const {
  const std::size_t red = count(view_, model::PipelineState::failed) + count(view_, model::PipelineState::canceled);
  if (red > 0) return fmt::format("{} of {} failed", red, total(view_));
  return fmt::format("{} of {} passed", count(view_, model::PipelineState::passed), total(view_));
}

}  // namespace ra::orchestrate
