#pragma once

#include "base/log.hpp"
#include "base/random.hpp"
#include "base/time.hpp"
#include "ci/provider.hpp"
#include "model/config.hpp"

#include <filesystem>
#include <map>
#include <memory>
#include <string>

namespace ra::ci {

struct LocalOptions {
  std::filesystem::path folder;  // our work folder: .release-action
  std::string executable;        // started as `<executable> local-run <folder of the pipeline>`
  model::LocalConfig config;
  Random random;
  const Clock& clock;
  const Log& log;
  std::map<std::string, std::string, std::less<>> environment;  // what the jobs start from
};

// Runs each component's commands on this machine, in a fresh clone, as one pipeline with one workflow: a release
// can be rehearsed with no account anywhere. The pipeline runs in a process of its own (ci/local_runner.hpp) that
// outlives ours; the next run finds it as it would find one of a CI elsewhere. Everything about a pipeline stands
// in <folder>/local/<project>/<number>/.
//
// The jobs see the environment given here plus the job's parameters as upper-case variables
// (gio_action=release: GIO_ACTION=release), RELEASE_ACTION_COMPONENT and RELEASE_ACTION_BRANCH, and without
// CIRCLE_TOKEN, GITHUB_TOKEN and GH_TOKEN: those are ours, and a component's build has no business with them.
// The environment is never written to disk.
std::unique_ptr<Provider> make_local(LocalOptions options);

}  // namespace ra::ci
