#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// What /proc says about processes. Looks, and sends signals when told to; starts nothing.
namespace ra::ci::local {

// One process, and no later one that was given the same number.
struct ProcessId {
  pid_t pid = 0;
  std::uint64_t start = 0;  // clock ticks since boot: proc(5), field 22 of /proc/PID/stat

  friend bool operator==(const ProcessId&, const ProcessId&) = default;
};

struct ProcessFacts {
  ProcessId id;
  pid_t parent = 0;
  bool over = false;  // a zombie: it only waits to be reaped
};

// Nothing when there is no such process (any more).
std::optional<ProcessFacts> look_at(pid_t pid);

// The text of a /proc/PID/stat.
std::optional<ProcessFacts> parse_stat(std::string_view text);

bool alive(const ProcessId& id);

// Its children, their children and so on, those that are over too.
std::vector<pid_t> descendants(pid_t ancestor);

// Processes that were started with this entry ("NAME=value") in their environment, as far as we may look.
std::vector<pid_t> started_with(const std::string& entry);

}  // namespace ra::ci::local
