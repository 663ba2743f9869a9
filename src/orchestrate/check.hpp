#pragma once

#include "base/log.hpp"
#include "ci/provider.hpp"
#include "git/repository.hpp"
#include "model/config.hpp"
#include "model/plan.hpp"

#include <vector>

namespace ra::orchestrate {

// The pull request gate without running anything (SPEC: check). Reads only, and lists every finding, not
// only the first. `provider` null: the CI is not asked; `repository` null: not in a git clone.
struct CheckContext {
  const model::Config& config;
  ci::Provider* provider;
  git::Repository* repository;
};

boost::asio::awaitable<Result<std::vector<model::Finding>>> check(CheckContext context, const model::Plan& plan);

}  // namespace ra::orchestrate
