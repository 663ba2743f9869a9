#pragma once

#include "base/error.hpp"
#include "ci/local_process.hpp"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace ra::ci::local {

struct DetachedRequest {
  std::vector<std::string> arguments;  // [0] is a path
  std::map<std::string, std::string, std::less<>> environment;
  std::filesystem::path directory;
  std::filesystem::path output;  // stdout and stderr are added to it
};

// Starts a program that lives on when this one ends, however it ends: not our child, in a session of its own,
// with none of our files or sockets. It begins with SIGTERM, SIGINT, SIGHUP and SIGCHLD blocked, so that a
// signal sent before it is ready waits until it is.
Result<ProcessId> start_detached(const DetachedRequest& request);

}  // namespace ra::ci::local
