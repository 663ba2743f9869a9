#pragma once

#include "stage/context.hpp"

#include <boost/asio/awaitable.hpp>

namespace ra::stage {

// What the branch is to have: the fork's tip, and on it, where versioning.nextSnapshot asks for that, a commit in which
// Maven's packages go on with their next -SNAPSHOT. It is on the fork then; the tags stay on the tip. Done twice it
// makes the same commit.
boost::asio::awaitable<Result<git::Sha>> with_next_snapshot(Context& context);

}  // namespace ra::stage
