#pragma once

#include "base/time.hpp"

#include <string>

namespace ra::git {

// What a commit on a ref that is a lock says of who holds it: for so long after the last push nobody may take over.
struct Lease {
  std::string holder;
  Duration length{};
  bool released = false;
};

// The file lease.json; what is no lease is an empty one.
std::string to_text(const Lease& lease, WallTime now);
Lease read_lease(const std::string& text);

}  // namespace ra::git
