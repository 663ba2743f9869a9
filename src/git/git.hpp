#pragma once

#include "base/error.hpp"
#include "base/process.hpp"
#include "git/retry.hpp"

#include <boost/asio/awaitable.hpp>

#include <map>
#include <string>
#include <vector>

namespace ra::git {

// The one place that runs `git`: never asks for a password, never starts maintenance, runs no local hook, speaks
// English. The user's own configuration, credential helpers and ssh settings hold.
struct Command {
  std::vector<std::string> arguments = {};  // without "git"
  std::string directory = {};               // empty: ours
  std::string input = {};
  Duration timeout = std::chrono::minutes{1};
  bool no_fetch = false;  // what a partial clone lacks is an error (`config`), never brought here unasked
};

// A non-zero exit code is a result here.
boost::asio::awaitable<Result<ProcessResult>> run(const Command& command);

// What it writes; a non-zero exit code is an error by failure().
boost::asio::awaitable<Result<std::string>> output(const Command& command);

// The same for what talks to the remote and may be repeated: `transient` is tried again, then `unavailable`.
boost::asio::awaitable<Result<std::string>> output_from_remote(const Command& command, const Retry& retry);

// What is left of a failure of the network when no try is left.
Error out_of_tries(Error e, int tries);

}  // namespace ra::git
