#pragma once

#include "publish/publisher.hpp"

namespace ra::publish {

// Takes back what was published, in the words of its kind: deletes, yanks, hides. Only what is there and is ours, byte
// for byte; what is gone is done, and something else is a `conflict`. Where a kind has no way back, that is an error
// (config) which says so. With look_only it says what it would do.
boost::asio::awaitable<Published> undo(Destination& destination, std::vector<Item> items, const Log& log);

}  // namespace ra::publish
