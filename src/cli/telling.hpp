#pragma once

#include "cli/pull_request.hpp"

#include <functional>
#include <string>

namespace ra::cli {

// Telling people on the CI's pages and on the pull request. What cannot be told never hides what is told: it is
// logged here, and returned for commands that are asked to be strict about it. With --plan nobody is told.

// The page of the job, where the CI has one (GitHub Actions: $GITHUB_STEP_SUMMARY): `text` in at most so many bytes.
Result<> add_to_job_summary(Shell& shell, const std::function<std::string(std::size_t bytes)>& text);

// As comment_on_pull_request; that nobody is there to tell, as by hand, is no error.
Result<> comment_or_warn(Shell& shell, const model::Config& config, const OtherReport& other);

}  // namespace ra::cli
