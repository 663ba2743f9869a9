#pragma once

#include "base/log.hpp"
#include "model/artifact.hpp"
#include "publish/destination.hpp"

#include <vector>

namespace ra::publish {

struct Published {
  std::vector<model::Artifact> artifacts;  // in the order of the items, whatever came of them
  std::vector<Error> errors;               // of those that are not there now
};

// What is said of an item before anything has come of it: `skipped`, without its sum.
model::Artifact artifact_of(const Item& item, const Destination& destination);

// Sends what is not there yet. It looks first: absent is sent, the same is done, something else is a `conflict` with
// both sums and is never overwritten. What was sent is read again and compared. An item that fails keeps no other from
// being sent, and a run after it sends only what is missing.
boost::asio::awaitable<Published> publish(Destination& destination, std::vector<Item> items, const Log& log);

}  // namespace ra::publish
