#pragma once

#include "base/error.hpp"
#include "base/time.hpp"
#include "ci/step_logs.hpp"
#include "ci/test_results.hpp"
#include "model/run.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace ra::ci {

using ParameterValue = std::variant<bool, std::int64_t, std::string>;
using Parameters = std::vector<std::pair<std::string, ParameterValue>>;  // in the order of the configuration

// What is needed to run one component's pipeline.
struct Job {
  std::string component;   // gravitee-gateway
  std::string project;     // the CI's own name of it, opaque: gh/gravitee-io/gravitee-gateway
  std::string definition;  // id of the pipeline definition where the CI has several, else empty
  std::string repository;  // what git clones
  std::string branch;      // 3.16.x
  Parameters parameters;
};

// One pipeline that exists on the CI.
struct PipelineRef {
  std::string id;           // guid
  std::int64_t number = 0;  // of the project, counting up; 0 when the CI has none
  std::string http_link;    // its page, for people
  std::string created_at;   // RFC 3339
};

enum class PipelineState { pending, setup_pending, setup, created, errored };

// A workflow as the CI sees it. `status` is the CI's word as it came (DOMAIN 3 lists them);
// what it means is decided by judge() in ci/verdict.hpp, not here.
struct Workflow {
  std::string id;
  std::string name;
  std::string status;
  std::string created_at;
  std::string stopped_at;  // empty while it has not stopped
  std::optional<int> auto_rerun_number;
  int max_auto_reruns = 0;
  bool setup = false;  // makes the real workflows of a dynamic configuration
};

// What a poll shows: workflow level only.
struct Observation {
  PipelineState state = PipelineState::pending;
  std::vector<std::string> errors;  // of the configuration, when state is errored
  std::vector<Workflow> workflows;  // all of them, re-runs too
  std::string revision;             // commit that is built, where the CI says
};

// One CI system. Implementations: ci/circleci.cpp, ci/github_actions.cpp, ci/local.cpp; all pass
// tests/conformance. Every call may fail with the errors of http::Client; `unauthorized` and
// `config` are final, `not_found` means the project or pipeline is not there for us.
class Provider {
 public:
  virtual ~Provider() = default;
  virtual std::string_view name() const = 0;  // circleci, github-actions, local: goes into the report

  // Which CI runs a component's pipelines: another than name() only where several are one (ci/mixed.hpp).
  virtual std::string_view name_for(const std::string& component) const {
    static_cast<void>(component);
    return name();
  }

  // Does it want a token? A CI on this machine does not.
  virtual bool has_token() const { return true; }

  // Is the token accepted, as far as the CI tells without being asked for a project? False: it does not tell. Reads
  // only.
  virtual boost::asio::awaitable<Result<bool>> check_token() { co_return false; }

  // Does the project exist and is it set up to run? Reads only.
  virtual boost::asio::awaitable<Result<>> check(const Job& job) = 0;

  // The number of the project's newest pipeline, 0 when it has none. Recorded before a trigger,
  // so that find() can tell ours from older ones.
  virtual boost::asio::awaitable<Result<std::int64_t>> newest_number(const Job& job) = 0;

  // Starts a pipeline. Never retried by itself: after `uncertain` the caller asks find() first.
  virtual boost::asio::awaitable<Result<PipelineRef>> trigger(const Job& job) = 0;

  // The pipeline that an earlier trigger(job) of ours made, whose answer was lost: newer than
  // `after_number`, of the job's branch, started by our own account through the API, and not in `known`.
  // The oldest when several match.
  virtual boost::asio::awaitable<Result<std::optional<PipelineRef>>> find(const Job& job, std::int64_t after_number,
                                                                          const std::set<std::string>& known) = 0;

  virtual boost::asio::awaitable<Result<Observation>> observe(const Job& job, const PipelineRef& pipeline) = 0;

  // Everything down to the failing step, for the report: each workflow with its jobs, and for failed
  // jobs the step, its message and the last lines of its output. Parts that cannot be read are left out
  // (a report never fails for want of a log); an error only when the pipeline itself cannot be read.
  virtual boost::asio::awaitable<Result<std::vector<model::WorkflowRun>>> inspect(const Job& job,
                                                                                  const PipelineRef& pipeline) = 0;

  // The results of tests that the CI keeps: of one job, or of all jobs of a workflow that have ended. `where` is what
  // people have at hand: the address of its page, or an id that the CI gives to its jobs. Reads only.
  virtual boost::asio::awaitable<Result<>> read_tests(std::string where, TestVisitor& visitor) {
    static_cast<void>(where);
    static_cast<void>(visitor);
    co_return error(Errc::config, std::string{name()} + " keeps no results of tests", "name the result files");
  }

  // What the steps of a pipeline that has ended wrote, from the first byte to the last. `not_found`: there is no such
  // pipeline. What the CI has of it but does not give is told as missing. Reads only.
  virtual boost::asio::awaitable<Result<>> read_logs(const Job& job, const PipelineRef& pipeline, LogVisitor& visitor) {
    static_cast<void>(job);
    static_cast<void>(pipeline);
    static_cast<void>(visitor);
    co_return error(Errc::config, std::string{name()} + " keeps no logs");
  }

  // Called once when the program was told to stop (SIGINT, SIGTERM). A CI elsewhere lets its
  // pipelines live on; one that runs on this machine ends them.
  virtual boost::asio::awaitable<void> interrupt() { co_return; }
};

}  // namespace ra::ci
