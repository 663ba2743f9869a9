#pragma once

#include "orchestrate/context.hpp"
#include "orchestrate/history.hpp"

#include <boost/asio/awaitable.hpp>

#include <string>
#include <vector>

namespace ra::orchestrate {

// The commit at the head of the component's branch, asked of its repository. One try: it is not worth waiting for.
boost::asio::awaitable<Result<std::string>> remote_head(const model::PlannedComponent& component);

// What a dry run found good holds for the commits it ran on. Components that passed in an earlier attempt and whose
// branch has moved since are put back to waiting, and with them what passed in the sets after theirs, as it was tried
// against the older commits. Gives one note for people for each that has moved. A branch whose head cannot be read
// keeps its result, which a note says too. Reads only.
boost::asio::awaitable<std::vector<std::string>> forget_moved(Context& context, const model::Plan& plan,
                                                              History& history);

}  // namespace ra::orchestrate
