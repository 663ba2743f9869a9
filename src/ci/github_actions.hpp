#pragma once

#include "base/log.hpp"
#include "ci/provider.hpp"
#include "github/api.hpp"
#include "http/client.hpp"
#include "http/sleep.hpp"

#include <memory>
#include <string>

namespace ra::ci {

struct GithubActionsOptions {
  github::ApiOptions api;
  // The input that a workflow shows in its run-name, where there is one: then only runs that show its value are ours.
  std::string correlation_input;
  const Log* log = nullptr;  // outlives the provider; none: says nothing
};

// GitHub Actions by workflow_dispatch. A project is OWNER/REPO, a definition is the workflow's file name or id, and a
// pipeline is one run, whose attempts are workflows of one name. GitHub's words for states become those that judge()
// and the report know (github_actions_run.hpp). Limits, redirects and pace are github::Api's; retries are the client's.
// `client` and `clock` must outlive it.
std::unique_ptr<Provider> make_github_actions(http::Client& client, GithubActionsOptions options, http::Sleep sleep,
                                              const Clock& clock);

}  // namespace ra::ci
