#pragma once

#include "base/process.hpp"
#include "support/run_coroutine.hpp"
#include "support/temporary_folder.hpp"

#include <signal.h>
#include <unistd.h>
#include <boost/test/unit_test.hpp>

#include <fstream>
#include <string>

namespace ra::test {

inline ProcessRequest shell(std::string script) {
  ProcessRequest request;
  request.arguments = {"sh", "-c", std::move(script)};
  return request;
}

inline Result<ProcessResult> run(const ProcessRequest& request) { return await(run_process(request)); }

inline bool alive(pid_t pid) {
  if (::kill(pid, 0) != 0) return false;
  // An orphan that nobody has reaped yet is dead.
  std::ifstream status{"/proc/" + std::to_string(pid) + "/stat"};
  std::string number;
  std::string name;
  std::string state;
  status >> number >> name >> state;
  return !state.empty() && state != "Z" && state != "X";
}

// SIGKILL is delivered before kill() returns, death may take a moment more.
inline bool dies(pid_t pid) {
  for (int i = 0; i < 2000; ++i) {
    if (!alive(pid)) return true;
    ::usleep(1000);
  }
  return false;
}

inline pid_t wait_for_pid(const std::filesystem::path& file) {
  for (int i = 0; i < 5000; ++i) {
    pid_t pid = 0;
    if (std::ifstream{file} >> pid) return pid;
    ::usleep(1000);
  }
  return 0;
}

}  // namespace ra::test
