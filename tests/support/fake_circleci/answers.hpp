#pragma once

#include "support/fake_circleci/state.hpp"

namespace ra::test::fake {

// How CircleCI writes what we know (CircleCI API v2, version of 2026-05-14; tests/contract checks it).
class Answers {
 public:
  Answers(const Scenario& scenario, const State& state) : scenario_{scenario}, state_{state} {}

  json::Value me() const;
  json::Value project(const Project& project) const;
  json::Value triggered(const Pipeline& pipeline) const;
  json::Value pipeline(const Pipeline& pipeline, WallTime now) const;
  json::Value workflow(const Pipeline& pipeline, const WorkflowRun& workflow, WallTime now) const;
  json::Value job(const Pipeline& pipeline, const WorkflowRun& workflow, const JobRun& job, WallTime now) const;
  json::Value job_details(const Project& project, const JobPlace& place, WallTime now) const;
  json::Value test(const TestSpec& test) const;
  json::Value artifact(const JobRun& job, const std::string& path) const;

  // v1.1: the only place with the steps. `base` is where the presigned outputs are fetched.
  json::Value build(const Project& project, const JobPlace& place, const std::string& base, WallTime now) const;
  json::Value output(const StepSpec& step, WallTime when) const;

  // The steps of a job; some are made up where the scenario has none.
  static std::vector<StepSpec> steps(const JobRun& job);
  std::string signature(const std::string& path, const std::string& date) const;

 private:
  std::string workflow_time(WallTime t) const;

  const Scenario& scenario_;
  const State& state_;
};

json::Value message(std::string text);  // {"message": …}, the shape of every error
std::string http_date(WallTime t);      // IMF-fixdate

}  // namespace ra::test::fake
