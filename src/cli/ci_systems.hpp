#pragma once

#include "cli/command.hpp"
#include "http/client.hpp"

#include <boost/asio/awaitable.hpp>

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ra::cli {

// A CI as a repository is set up for it (`init`). Those that keep no file in it are not among them. Their names stand
// in cli/registry.cpp alone.
struct CiSystem {
  std::string name;          // as ci.provider calls it
  std::string mark;          // the file or folder by which a repository shows that it uses it
  bool one_file = false;     // everything of it stands in that file: nothing can be put beside it
  bool forge_token = false;  // it gives each job a token of the forge, and a right to push
  std::string secrets_in;    // where people put secrets
};

const std::vector<CiSystem>& ci_systems();

// Is this the forge's own CI, whose runs wait for the reviewers of an environment?
bool has_environments(std::string_view ci);

// A job of this workflow that waits until somebody lets it through.
struct ApprovalJob {
  std::string name;
  std::string run;  // the workflow
  std::string link;
  std::function<boost::asio::awaitable<Result<std::vector<std::string>>>(http::Client&)> passed;  // by whom
};

// Nothing where no job is named, or where the CI that we run in has no such jobs.
std::optional<ApprovalJob> approval_job(Shell& shell, const std::string& name);

}  // namespace ra::cli
