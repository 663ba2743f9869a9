#pragma once

#include "support/fake_circleci/timeline.hpp"

#include "base/json.hpp"

#include <map>

namespace ra::test::fake {

struct Pipeline {
  std::string id;
  std::int64_t number = 0;
  std::string slug;
  std::string branch;
  std::string tag;
  std::string login;
  std::string type;  // of the trigger: api, webhook, …
  std::string revision;
  PipelineTimeline timeline;
};

struct Project {
  std::string slug;
  std::string id;
  ProjectSpec spec;
  std::vector<Pipeline> pipelines;  // oldest first
  std::size_t triggers = 0;
  std::int64_t next_number = 1;
  std::int64_t next_job_number = 1;
  std::uint64_t parts = 0;  // workflows and jobs that got an id
};

// A workflow and what it belongs to.
struct WorkflowPlace {
  Pipeline* pipeline = nullptr;
  WorkflowRun* workflow = nullptr;
};

struct JobPlace {
  Pipeline* pipeline = nullptr;
  WorkflowRun* workflow = nullptr;  // the newest that has the job
  JobRun* job = nullptr;
};

// What a trigger asks for.
struct TriggerOrder {
  std::string branch;
  std::string tag;
};

// Everything that the fake CircleCI remembers. Pointers are good until the next change.
class State {
 public:
  State(const Scenario& scenario, WallTime start);

  // nullptr when there is no such project; one that is not set up is there all the same.
  Project* project(const std::string& slug);
  // What the project's next trigger will be like.
  const PipelineSpec& next(const Project& project) const;
  void skip(Project& project) { ++project.triggers; }
  Pipeline& trigger(Project& project, const TriggerOrder& order, WallTime now);
  WorkflowRun* rerun(const std::string& workflow, bool from_failed, WallTime now);

  Pipeline* pipeline(const std::string& id);
  WorkflowPlace workflow(const std::string& id, WallTime now);
  JobPlace job(Project& project, std::int64_t number, WallTime now);
  std::string user(const std::string& login) const;  // an id

 private:
  Project& add_project(const std::string& slug, const ProjectSpec& spec);
  Pipeline& add_pipeline(Project& project, const PipelineSpec& spec, Pipeline pipeline, WallTime at);
  void add_other(Project& project, const OtherSpec& other, WallTime at);
  Issuer issuer(Project& project, const std::string& pipeline);
  void index(const Project& project, std::size_t pipeline);

  const Scenario& scenario_;
  WallTime start_;
  PipelineSpec usual_;
  std::map<std::string, Project> projects_;
  std::map<std::string, std::pair<std::string, std::size_t>> pipelines_;  // id → slug, index
  std::map<std::string, std::string> workflows_;                          // id → pipeline's id
};

}  // namespace ra::test::fake
