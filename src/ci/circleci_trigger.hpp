#pragma once

#include "ci/circleci_api.hpp"

#include <string>

// The two ways to start a pipeline on CircleCI, as texts. No I/O.
namespace ra::ci::circleci {

struct TriggerRequest {
  std::string path;
  json::Value body;
  bool by_definition = false;  // pipeline/run: 200 means that nothing was started
};

// Refuses what CircleCI would refuse, before anything is sent.
Result<TriggerRequest> trigger_request(const Job& job, const Project& project);

// Without http_link. After anything that may have started a pipeline without telling us which: `uncertain`.
Result<PipelineRef> read_trigger(const http::Response& answer, const TriggerRequest& asked, const std::string& what);

}  // namespace ra::ci::circleci
