#pragma once

#include "base/time.hpp"

#include <array>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

// The delivery stages: the section "stages" of release-action.json.
namespace ra::model {

// Who looks at what (DOMAIN 9): people approve each stage before it runs, or what each has made, or the last one alone.
enum class Phase { processes, outputs, publish, nothing };

enum class MergePolicy { by_human, automatic, push, none };

// One of the two is set: `run`, or `statuses`.
struct StageCommand {
  std::string name;
  std::string run;  // given to /bin/sh -eu -c, in the fork
  Duration timeout = std::chrono::minutes{30};
  std::vector<std::string> statuses = {};             // what CI says of the commit: names of statuses and check runs
  Duration start_timeout = std::chrono::minutes{10};  // until the first of them is there
};

// Where something is published. `present` tells by its exit code whether this version is already there.
struct StageDestination {
  std::string name;
  std::string run;
  std::string present;
  Duration timeout = std::chrono::minutes{30};
};

// What is checked without being asked for. In the order of their names.
enum class HealthCheck { snapshot_dependencies, licence, version_order, changelog, package_version };
constexpr std::array<std::string_view, 5> health_checks{"snapshot-dependencies", "licence", "version-order",
                                                        "changelog", "package-version"};
constexpr std::string_view name_of(HealthCheck check) { return health_checks.at(static_cast<std::size_t>(check)); }

struct HealthConfig {
  std::set<HealthCheck> ignore = {};
  std::vector<StageCommand> commands = {};  // that look at what was packaged
};

struct StagesConfig {
  Phase phase = Phase::processes;
  std::string fork = "release-action/{version}";  // branch of the release fork
  std::string fork_remote;                        // where it lives, and the records; empty: in the repository itself
  std::vector<StageCommand> validate;
  std::vector<StageCommand> test;
  std::vector<StageCommand> package;
  std::vector<std::string> collect;                                 // globs of package files, in the fork
  std::vector<std::string> documents{"README.md", "**/README.md"};  // globs of files with marked versions
  HealthConfig health = {};
  MergePolicy merge = MergePolicy::by_human;
  std::string merge_into;                             // empty: the branch that is released
  Duration merge_timeout = std::chrono::minutes{30};  // how long the forge's own checks are waited for
  Duration merge_poll = std::chrono::seconds{10};
  std::vector<StageDestination> publish;
  std::string approval_environment;  // of the CI: whoever lets the run go on to it approves what waits
  std::string approval_job;          // the same by a job that waits for somebody
};

}  // namespace ra::model
