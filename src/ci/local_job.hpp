#pragma once

#include "base/time.hpp"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

// The runner's hands: one program at a time, with a log, a wall-clock limit, and an end for everything it
// started. Plain blocking code for the runner's own process, which has one thread and no io_context.
namespace ra::ci::local {

struct JobRequest {
  std::vector<std::string> arguments;              // [0] is looked up on PATH
  std::map<std::string, std::string> environment;  // added to ours
  std::filesystem::path directory;
  std::filesystem::path log;  // stdout and stderr are added to it
  Duration limit{};
};

struct JobResult {
  enum class End { exited, timed_out, canceled, not_started };
  End end = End::exited;
  int exit_code = 0;  // 128 + n when signal n ended it
};

// Once, before the first job: SIGTERM, SIGINT and SIGHUP are no longer our end but a wish that run_job()
// and told_to_stop() see; and processes whose parent ends become our children, wherever they hide.
void become_runner();

bool told_to_stop();

// Whatever the program left running is ended too: first SIGTERM, 2 s later SIGKILL.
JobResult run_job(const JobRequest& request, const Clock& clock);

}  // namespace ra::ci::local
