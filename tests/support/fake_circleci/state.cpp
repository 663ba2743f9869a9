#include "support/fake_circleci/state.hpp"

#include "support/fake_circleci/ids.hpp"

#include <algorithm>

namespace ra::test::fake {

State::State(const Scenario& scenario, WallTime start) : scenario_{scenario}, start_{start} {
  for (const auto& [slug, spec] : scenario.projects) add_project(slug, spec);
}

std::string State::user(const std::string& login) const { return made_uuid(scenario_.seed, {"user", login}); }

Project& State::add_project(const std::string& slug, const ProjectSpec& spec) {
  Project& project = projects_[slug];
  project.slug = slug;
  project.id = made_uuid(scenario_.seed, {"project", slug});
  project.spec = spec;
  project.next_number = spec.first_number;
  project.next_job_number = spec.first_job_number;
  for (const OtherSpec& other : spec.existing) add_other(project, other, start_ - other.age);
  return project;
}

Project* State::project(const std::string& slug) {
  const auto found = projects_.find(slug);
  if (found != projects_.end()) return &found->second;
  if (!scenario_.all_set_up || std::count(slug.begin(), slug.end(), '/') != 2) return nullptr;
  return &add_project(slug, scenario_.defaults);
}

const PipelineSpec& State::next(const Project& project) const {
  const auto& all = project.spec.pipelines;
  if (all.empty()) return usual_;
  return all[std::min(project.triggers, all.size() - 1)];
}

Issuer State::issuer(Project& project, const std::string& pipeline) {
  Issuer issuer;
  const std::uint64_t seed = scenario_.seed;
  issuer.id = [seed, pipeline, &project] {
    return made_uuid(seed, {"part", pipeline, std::to_string(++project.parts)});
  };
  issuer.job_number = [&project] { return project.next_job_number++; };
  return issuer;
}

void State::index(const Project& project, std::size_t pipeline) {
  const Pipeline& added = project.pipelines[pipeline];
  pipelines_[added.id] = {project.slug, pipeline};
  for (const WorkflowRun& workflow : added.timeline.workflows) workflows_[workflow.id] = added.id;
}

Pipeline& State::add_pipeline(Project& project, const PipelineSpec& spec, Pipeline pipeline, WallTime at) {
  pipeline.number = project.next_number++;
  pipeline.slug = project.slug;
  pipeline.id = made_uuid(scenario_.seed, {"pipeline", project.slug, std::to_string(pipeline.number)});
  pipeline.revision = made_commit(scenario_.seed, {project.slug, pipeline.branch, pipeline.tag});
  pipeline.timeline = make_timeline(spec, project.spec.set_up, at, issuer(project, pipeline.id));
  pipeline.timeline.errors = spec.errors;
  for (WorkflowRun& workflow : pipeline.timeline.workflows) workflow.started_by = user(pipeline.login);
  project.pipelines.push_back(std::move(pipeline));
  index(project, project.pipelines.size() - 1);
  return project.pipelines.back();
}

void State::add_other(Project& project, const OtherSpec& other, WallTime at) {
  Pipeline pipeline;
  pipeline.branch = other.branch;
  pipeline.login = other.login;
  pipeline.type = other.type;
  add_pipeline(project, other.pipeline, std::move(pipeline), at);
}

Pipeline& State::trigger(Project& project, const TriggerOrder& order, WallTime now) {
  const PipelineSpec spec = next(project);
  ++project.triggers;
  for (const OtherSpec& other : spec.others_before) add_other(project, other, now);
  Pipeline pipeline;
  pipeline.branch = order.branch;
  pipeline.tag = order.tag;
  pipeline.login = scenario_.login;
  pipeline.type = "api";
  const std::string id = add_pipeline(project, spec, std::move(pipeline), now).id;
  for (const OtherSpec& other : spec.others_after) add_other(project, other, now);
  return *this->pipeline(id);
}

WorkflowRun* State::rerun(const std::string& workflow, bool from_failed, WallTime now) {
  const WorkflowPlace place = this->workflow(workflow, now);
  if (place.workflow == nullptr) return nullptr;
  Project& project = projects_.at(place.pipeline->slug);
  WorkflowRun run = make_rerun(*place.workflow, from_failed, now, issuer(project, place.pipeline->id));
  run.started_by = user(scenario_.login);
  workflows_[run.id] = place.pipeline->id;
  place.pipeline->timeline.workflows.push_back(std::move(run));
  return &place.pipeline->timeline.workflows.back();
}

Pipeline* State::pipeline(const std::string& id) {
  const auto found = pipelines_.find(id);
  if (found == pipelines_.end()) return nullptr;
  return &projects_.at(found->second.first).pipelines[found->second.second];
}

WorkflowPlace State::workflow(const std::string& id, WallTime now) {
  const auto found = workflows_.find(id);
  if (found == workflows_.end()) return {};
  Pipeline* of = pipeline(found->second);
  for (WorkflowRun& workflow : of->timeline.workflows) {
    if (workflow.id == id && workflow.created <= now) return {of, &workflow};
  }
  return {};
}

JobPlace State::job(Project& project, std::int64_t number, WallTime now) {
  JobPlace place;
  for (Pipeline& pipeline : project.pipelines) {
    for (WorkflowRun& workflow : pipeline.timeline.workflows) {
      if (workflow.created > now) continue;
      for (JobRun& job : workflow.jobs) {
        if (job.number == number && job.started(now)) place = {&pipeline, &workflow, &job};
      }
    }
  }
  return place;
}

}  // namespace ra::test::fake
