#pragma once

#include "base/environment.hpp"
#include "base/error.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

// Why this job runs: what happened on the forge, as plain data. Read from the environment and the payload file that a
// CI gives its jobs; asks nobody. Everything in it but the numbers was chosen by strangers.
namespace ra::event {

enum class Kind {
  unknown,       // an event that nothing is known of: nothing is ever done for it
  pull_request,  // opened, or got new commits
  push,          // to a branch
  tag,           // pushed
  release,       // published on the forge
  manual,        // somebody pressed the button
  tested,        // a workflow that tests a pull request has ended; this job has what that one had not: a token
};

struct Event {
  std::string ci;  // whose event it is, as ci.provider calls it
  Kind kind = Kind::unknown;
  std::string name;        // as that CI calls it: pull_request.synchronize
  std::string repository;  // owner/name
  std::string branch;      // that was pushed to; of a pull request its head
  std::string head_owner;  // whose repository that branch is in; empty: of this one
  std::string base;        // of a pull request; empty where the CI does not say
  std::string tag;
  std::string sha;                            // the commit that people pushed, not a merge made for the test
  std::int64_t number = 0;                    // of the pull request; 0: none, or not known
  bool from_fork = false;                     // the code is a stranger's
  std::map<std::string, std::string> inputs;  // of a manual run
  std::int64_t run = 0;                       // counts up, so that a later report is known from an earlier one
  std::int64_t attempt = 1;
  std::string run_link;
  std::string job;       // this one's name, as the CI's configuration calls it
  std::string ended_as;  // of what was tested: success or failed
  std::string repository_link;
};

// The event of the CI that this process runs in; nothing when it runs in none. An error when the payload cannot be
// read.
Result<std::optional<Event>> read_event(const Environment& environment);

// The CI that this process runs in, and which of the variables that are read here it has not set. Names only.
struct Surroundings {
  std::string ci;
  std::vector<std::string> missing;
};
std::optional<Surroundings> surroundings(const Environment& environment);

}  // namespace ra::event
