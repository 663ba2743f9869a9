#pragma once

#include "base/answer.hpp"
#include "stage/context.hpp"

#include <boost/asio/awaitable.hpp>

// The branch of the release fork: moved on by compare-and-swap alone, so that nobody's commit is lost.
namespace ra::stage {

// Moves the fork's branch of the remote on to this commit; in a dry run nowhere. `conflict` when somebody else has
// moved it.
boost::asio::awaitable<Result<>> push_fork(Context& context, git::Sha to, git::Sha from);

// A fork that lives elsewhere comes into the repository that everybody sees: what merges it looks for it there. For one
// that is there already, nothing. `conflict` when something else has its name.
boost::asio::awaitable<Result<>> show_fork(Context& context);

// Does the remote's fork hold this commit?
boost::asio::awaitable<Result<Answer>> fork_holds(Context& context, git::Sha commit);

// Is `commit` an ancestor of `of`, or the same?
boost::asio::awaitable<Result<Answer>> is_ancestor(const Context& context, git::Sha commit, git::Sha of);

}  // namespace ra::stage
