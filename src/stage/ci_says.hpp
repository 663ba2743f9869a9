#pragma once

#include "stage/context.hpp"

#include <boost/asio/awaitable.hpp>

#include <optional>

namespace ra::stage {

// What CI has made of a commit.
struct CiSays {
  std::optional<Finding> red;  // nothing: all of them are green
  Facts facts = {};            // "status:build" → its link
};

// Waits until the statuses and check runs that this check names are green, or one is red, or the time is over, which is
// as bad. `unavailable` when the first of them does not come at all: CI has not been told of this commit, or the name
// is wrong. Only reads.
boost::asio::awaitable<Result<CiSays>> ask_ci(Context& context, model::StageCommand check, git::Sha commit);

}  // namespace ra::stage
