#pragma once

#include "base/time.hpp"

#include <map>
#include <string>
#include <vector>

// The delivery stages: the section "stages" of release-action.json.
namespace ra::model {

// Who looks at what (DOMAIN 9): people approve each stage before it runs, or what each has made, or the last one alone.
enum class Phase { processes, outputs, publish, nothing };

enum class MergePolicy { by_human, automatic, push, none };

struct StageCommand {
  std::string name;
  std::string run;  // given to /bin/sh -eu -c, in the fork
  Duration timeout = std::chrono::minutes{30};
};

// Where something is published. `present` tells by its exit code whether this version is already there.
struct StageDestination {
  std::string name;
  std::string run;
  std::string present;
  Duration timeout = std::chrono::minutes{30};
};

struct StagesConfig {
  Phase phase = Phase::processes;
  std::string fork = "release-action/{version}";  // branch of the release fork
  std::vector<StageCommand> validate;
  std::vector<StageCommand> test;
  std::vector<StageCommand> package;
  std::vector<std::string> collect;  // globs of package files, in the fork
  MergePolicy merge = MergePolicy::by_human;
  std::string merge_into;                             // empty: the branch that is released
  Duration merge_timeout = std::chrono::minutes{30};  // how long the forge's own checks are waited for
  Duration merge_poll = std::chrono::seconds{10};
  std::vector<StageDestination> publish;
  std::string approval_environment;  // of the CI: whoever lets the run go on to it approves what waits
  std::string approval_job;          // the same by a job that waits for somebody
};

}  // namespace ra::model
