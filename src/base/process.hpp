#pragma once

#include "base/error.hpp"
#include "base/time.hpp"

#include <boost/asio/awaitable.hpp>

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace ra {

// A program to run: no shell, its arguments as they are.
struct ProcessRequest {
  std::vector<std::string> arguments;               // [0] is looked up on PATH
  std::string directory;                            // empty: ours
  std::map<std::string, std::string> environment;   // added to, or replacing, what we have
  std::string input;                                // given on stdin, which is then closed
  Duration timeout = std::chrono::minutes{5};       // then its process group is killed
  std::size_t max_output = std::size_t{64} << 20U;  // bytes of stdout kept; more is an error

  // A lock of ours (HeldLock) that it holds too, so that it outlives us with the lock: it is not ended when whoever
  // waits for it is cancelled.
  int holds = -1;

  // Where given, stdout comes here, in pieces as it is written, and nothing of it is kept: it may be longer than
  // memory. While this works the program waits. An error ends the program and is what run_process answers.
  std::function<Result<>(std::string_view)> on_output = {};
};

struct ProcessResult {
  int exit_code = 0;  // 128 + n when signal n ended it
  std::string out;
  std::string err;  // its last 64 KiB
};

// Runs it to its end without blocking the io_context. A non-zero exit code is a result, not an
// error; errors are: not found, could not be started, ran past its timeout, too much output, what on_output said.
boost::asio::awaitable<Result<ProcessResult>> run_process(const ProcessRequest& request);

}  // namespace ra
