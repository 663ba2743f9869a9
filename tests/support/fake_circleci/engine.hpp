#pragma once

#include "support/fake_circleci/answers.hpp"
#include "support/fake_circleci/faults.hpp"
#include "support/fake_circleci/state.hpp"
#include "support/fake_circleci/url.hpp"
#include "support/http_server.hpp"

namespace ra::test::fake {

// What is to be done about one request.
struct Reply {
  Answer answer;
  bool kill = false;   // end the client before the answer goes out
  json::Value record;  // one line of the record file
};

// The fake CircleCI: requests and a time in, answers out. Remembers; never does I/O, never reads a clock.
class Engine {
 public:
  Engine(Scenario scenario, WallTime start);
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  // Where presigned outputs are fetched: http://127.0.0.1:PORT.
  void set_base_url(std::string url) { base_url_ = std::move(url); }
  const Scenario& scenario() const { return scenario_; }

  Reply handle(const ReceivedRequest& request, WallTime now);

 private:
  struct Call;
  Answer answer(Call& call);
  Answer api(Call& call);
  Answer project_route(Call& call);
  Answer project_lists(Call& call, Project& project);
  Answer pipeline_route(Call& call);
  Answer workflow_route(Call& call);
  Answer trigger(Call& call, Project& project, bool by_definition);
  Answer rerun(Call& call, const std::string& workflow);
  Answer pipelines(Call& call, Project& project);
  Answer job_lists(Call& call, Project& project);
  Answer build(Call& call);
  Answer presigned(Call& call);
  Answer paged(Call& call, const std::vector<json::Value>& items) const;
  Answer faulty(Answer answer, const FaultDecision& fault, WallTime now) const;
  json::Value recorded(const Call& call, const Attempt& attempt, const Answer& answer, const std::string& fault) const;
  std::string token_of(const ReceivedRequest& request, const Target& target) const;

  Scenario scenario_;
  WallTime start_;
  State state_;
  Answers answers_;
  FaultPlan faults_;
  KillPlan kills_;
  std::string base_url_ = "http://127.0.0.1";
  std::size_t requests_ = 0;
};

}  // namespace ra::test::fake
