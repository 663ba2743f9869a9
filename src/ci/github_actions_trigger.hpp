#pragma once

#include "base/json.hpp"
#include "ci/provider.hpp"
#include "http/client.hpp"

#include <optional>
#include <string>
#include <string_view>

// How a Job becomes a dispatch, and what the answer to it means. No I/O.
namespace ra::ci::github_actions {

// A workflow of a repository, both as they were written.
struct Target {
  std::string owner;
  std::string repository;
  std::string workflow;  // release.yml, or an id

  std::string slug() const { return owner + "/" + repository; }
  std::string repository_path() const;  // /repos/OWNER/REPO
  std::string workflow_path() const;    // … /actions/workflows/release.yml
};

Result<Target> target_of(const Job& job);

// The body of a dispatch; an error when the parameters are more than GitHub takes.
Result<json::Value> dispatch_body(const Job& job);

// A parameter as the text that an input is.
std::string input_text(const ParameterValue& value);

// 200 names the run. Older servers answer 204 with nothing: then there is none here, and it must be looked for.
// The ref has neither number nor time: GitHub does not tell them here.
Result<std::optional<PipelineRef>> read_dispatch(const http::Response& answer, const Target& target);

// Does a run's title show this value, as a word of its own?
bool shows(std::string_view title, std::string_view value);

}  // namespace ra::ci::github_actions
