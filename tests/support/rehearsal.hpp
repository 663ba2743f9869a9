#pragma once

#include "base/files.hpp"
#include "ci/local.hpp"
#include "ci/local_process.hpp"
#include "ci/local_store.hpp"
#include "support/git_repository.hpp"
#include "support/run_coroutine.hpp"
#include "support/temporary_folder.hpp"

#include <signal.h>
#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstdlib>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace ra::test {

// Looks every 10 ms; false when it still does not hold after half a minute.
inline bool wait_until(const std::function<bool()>& holds) {
  for (int i = 0; i < 3000; ++i) {
    if (holds()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds{10});
  }
  return false;
}

// The value of a coroutine, which is run to its end.
template <class T>
T get(boost::asio::awaitable<T> task) {
  std::optional<T> result;
  run_coroutine([&]() -> boost::asio::awaitable<void> {
    T value = co_await std::move(task);
    result.emplace(std::move(value));
  });
  return *std::move(result);
}

inline std::vector<pid_t> processes_of(const ci::PipelineRef& pipeline) {
  return ci::local::started_with("RELEASE_ACTION_PIPELINE=" + pipeline.id);
}

// A component's repository and the `local` provider over it, in a folder that goes with the test, and every
// process with it. RA_LOCAL_RUNNER is the path of tests/support/local_runner_main.cpp's program.
struct Rehearsal {
  TemporaryFolder folder;
  GitRepository repository{folder / "origin", "3.16.x"};
  std::vector<ci::PipelineRef> triggered;
  Clock real;
  Log log;
  ci::LocalOptions options;
  ci::Job job;

  explicit Rehearsal(std::string runner, const Clock* clock = nullptr)
      : options{folder / "work", std::move(runner), {}, system_random(), clock == nullptr ? real : *clock, log, {}} {
    options.environment = {{"PATH", std::getenv("PATH")}, {"HOME", folder.path().string()}};
    job.component = "gravitee-gateway";
    job.project = "gh/gravitee-io/gravitee-gateway";
    job.repository = repository.url();
    job.branch = "3.16.x";
  }
  Rehearsal(const Rehearsal&) = delete;
  Rehearsal& operator=(const Rehearsal&) = delete;
  ~Rehearsal() {
    // Runners name their folder on their command line; what they started carries their pipeline's mark.
    wait_until([&] { return kill_runners() == 0; });
    std::error_code ec;
    std::filesystem::recursive_directory_iterator entry{folder / "work", ec};
    for (; !ec && entry != std::filesystem::recursive_directory_iterator{}; entry.increment(ec)) {
      if (entry->path().filename() != "job.json") continue;
      const auto order = ci::local::read_order(entry->path().parent_path());
      if (!order) continue;
      for (const pid_t pid : ci::local::started_with(ci::local::process_mark(*order))) ::kill(pid, SIGKILL);
    }
  }

  // One job more for every component.
  void add(const std::string& name, const std::string& run, Duration timeout = std::chrono::minutes{2}) {
    options.config.jobs.push_back({name, run, timeout});
  }

  std::unique_ptr<ci::Provider> provider() const { return ci::make_local(options); }

  ci::PipelineRef trigger(ci::Provider& provider) {
    triggered.push_back(get(provider.trigger(job)).value());
    return triggered.back();
  }

  std::string status(ci::Provider& provider, const ci::PipelineRef& pipeline) const {
    const auto seen = get(provider.observe(job, pipeline)).value();
    return seen.workflows.empty() ? "" : seen.workflows.front().status;
  }

  bool wait_for(ci::Provider& provider, const ci::PipelineRef& pipeline, const std::string& wanted) const {
    return wait_until([&] { return status(provider, pipeline) == wanted; });
  }

  // Waits for the end, whatever it is, and explains it.
  model::WorkflowRun finish(ci::Provider& provider, const ci::PipelineRef& pipeline) const {
    wait_until([&] {
      const auto now = status(provider, pipeline);
      return !now.empty() && now != "running";
    });
    return get(provider.inspect(job, pipeline)).value().at(0);
  }

  std::filesystem::path folder_of(const ci::PipelineRef& pipeline) const {
    return folder / "work" / "local" / job.project / std::to_string(pipeline.number);
  }

 private:
  std::size_t kill_runners() const {
    std::size_t count = 0;
    std::error_code ec;
    std::filesystem::directory_iterator entry{"/proc", ec};
    for (; !ec && entry != std::filesystem::directory_iterator{}; entry.increment(ec)) {
      const auto command = read_file(entry->path() / "cmdline", 1U << 20U);
      if (!command || command->find("local-run") == std::string::npos) continue;
      if (command->find(folder.path().string()) == std::string::npos) continue;
      ::kill(static_cast<pid_t>(std::stol(entry->path().filename())), SIGKILL);
      ++count;
    }
    return count;
  }
};

}  // namespace ra::test
