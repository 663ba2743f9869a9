#include "ci/local_runner.hpp"

#include "base/files.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "base/try.hpp"
#include "ci/local_job.hpp"
#include "ci/local_store.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <cstdio>

namespace fs = std::filesystem;

namespace ra::ci {

namespace {

using namespace local;

// The checkout must never wait for somebody to type a password.
const std::map<std::string, std::string> git_without_questions{{"GIT_TERMINAL_PROMPT", "0"},
                                                               {"GCM_INTERACTIVE", "never"}};

// Kept until the process ends: one runner a folder, even when it is started twice.
bool lock(const fs::path& folder) {
  const int fd = ::open((folder / "runner.lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  return fd >= 0 && ::flock(fd, LOCK_EX | LOCK_NB) == 0;
}

class Runner {
 public:
  Runner(fs::path folder, Order order) : folder_{std::move(folder)}, order_{std::move(order)} {}

  void run() {
    state_.started_at = now();
    state_.jobs.resize(order_.jobs.size());
    if (const auto facts = look_at(::getpid())) state_.runner = facts->id;
    save();
    remove_older_clones();
    for (std::size_t i = 0; i < order_.jobs.size() && state_.status == "running"; ++i) run_one(i);
    // Who reads an end reads all of it: nothing is written between the last job's end and the pipeline's.
    if (state_.status == "running") state_.status = "success";
    for (auto& job : state_.jobs) {
      if (job.status == "blocked") job.status = "not_run";
    }
    state_.stopped_at = now();
    save();
  }

 private:
  std::string now() const { return format_utc_ms(clock_.wall()); }

  // A state that cannot be written is told to the runner's log alone; a provider that sees the runner gone with an
  // unfinished state takes the pipeline for lost, which it then is.
  void save() const {
    if (const auto saved = write_state(folder_, state_); !saved) fmt::print(stderr, "{}\n", saved.error().message);
  }

  // A clone may be large, and only the newest one of a project is worth its room. Those of running pipelines stay.
  void remove_older_clones() const {
    const fs::path project = folder_.parent_path();
    for (const auto number : numbers(project)) {
      const fs::path other = project / std::to_string(number);
      if (number >= order_.number) return;
      const auto state = read_state(other);
      std::error_code ignored;
      if (state && state->status != "running") fs::remove_all(other / "src", ignored);
    }
  }

  void run_one(std::size_t i) {
    JobState& job = state_.jobs[i];
    if (told_to_stop()) return cancel(state_, now(), "");
    job.status = "running";
    job.started_at = now();
    save();
    const JobOrder& order = order_.jobs[i];
    const JobResult result = run_job(order.run.empty() ? checkout(order) : command(order), clock_);
    if (result.end == JobResult::End::canceled) return cancel(state_, now(), "the run was interrupted");
    job.stopped_at = now();
    finish(job, order, result);
    if (job.status != "success") state_.status = "failed";
    if (order.run.empty() && job.status == "success") note_revision();
  }

  static void finish(JobState& job, const JobOrder& order, const JobResult& result) {
    if (result.end == JobResult::End::timed_out) {
      job.status = "timedout";
      job.note = fmt::format("still running after {}, its time limit", format_duration(order.limit));
      return;
    }
    if (result.end == JobResult::End::not_started) {
      job.status = "failed";
      job.note = "no process could be started";
      return;
    }
    job.exit_code = result.exit_code;
    job.status = result.exit_code == 0 ? "success" : "failed";
  }

  JobRequest request(const JobOrder& order, std::vector<std::string> arguments) const {
    const std::string mark = process_mark(order_);
    const auto equals = mark.find('=');
    JobRequest made{std::move(arguments), {}, folder_, folder_ / order.log, order.limit};
    made.environment.emplace(mark.substr(0, equals), mark.substr(equals + 1));
    return made;
  }

  JobRequest checkout(const JobOrder& order) const {
    // --no-local: a path is cloned like any other URL, so that the clone shares no file with its origin.
    JobRequest made = request(order, {"git", "clone", "--no-local", "--depth=1", "--branch=" + order_.branch, "--",
                                      order_.repository, "src"});
    made.environment.insert(git_without_questions.begin(), git_without_questions.end());
    return made;
  }

  JobRequest command(const JobOrder& order) const {
    JobRequest made = request(order, {"/bin/sh", "-euc", order.run});
    made.directory = folder_ / "src";
    made.environment.insert(order_.variables.begin(), order_.variables.end());
    return made;
  }

  void note_revision() {
    const JobOrder order{"revision", "", std::chrono::seconds{30}, "revision.txt"};
    const JobRequest made = request(order, {"git", "-C", "src", "rev-parse", "HEAD"});
    const JobResult result = run_job(made, clock_);
    if (result.end == JobResult::End::canceled) return cancel(state_, now(), "");
    const auto text = read_file(made.log, 4096);
    if (text && result.end == JobResult::End::exited && result.exit_code == 0) state_.revision = trim(*text);
  }

  fs::path folder_;
  Order order_;
  State state_;
  Clock clock_;
};

}  // namespace

int run_local_pipeline(const fs::path& folder) {
  become_runner();
  const fs::path absolute = fs::absolute(folder);
  if (!lock(absolute)) return 0;       // another runner is at it
  if (read_state(absolute)) return 0;  // and was
  auto order = read_order(absolute);
  if (!order) {
    fmt::print(stderr, "{}\n", order.error().message);
    return 1;
  }
  Runner runner{absolute, *std::move(order)};
  runner.run();
  return 0;
}

}  // namespace ra::ci
