#pragma once

#include "base/time.hpp"
#include "ci/verdict.hpp"

#include <cstddef>
#include <optional>
#include <variant>
#include <vector>

namespace ra::orchestrate {

struct Limits {
  std::size_t max_parallel = 20;
  Duration poll_first = std::chrono::seconds{2};
  Duration poll_most = std::chrono::seconds{30};
  bool stop_at_first_failure = true;  // else the set is finished first
};

// What the driver has to do next.
struct Trigger {
  std::size_t pipeline;
};  // start it
struct Recover {
  std::size_t pipeline;
};  // it may have been started: look for it
struct Poll {
  std::size_t pipeline;
};
struct Wait {
  std::optional<SteadyTime> until;
};  // or until an action under way ends
struct Done {};
using Action = std::variant<Trigger, Recover, Poll, Wait, Done>;

// Schedules the pipelines of one set. Decides; never does I/O, never reads a clock. The driver performs
// each action (several at a time) and reports back what came of it, so every schedule is a table test.
class Scheduler {
 public:
  enum class Phase { waiting, triggering, unsure, recovering, running, polling, passed, failed };

  Scheduler(const std::vector<Phase>& start, Limits limits, SteadyTime now);

  Action next(SteadyTime now);

  void triggered(std::size_t pipeline, SteadyTime now);  // after Trigger or Recover
  void lost(std::size_t pipeline, SteadyTime now);       // the answer to a Trigger was lost
  void not_there(std::size_t pipeline);                  // Recover found nothing
  void refused(std::size_t pipeline);                    // it cannot be started
  void observed(std::size_t pipeline, ci::Verdict::Kind verdict, SteadyTime now);
  void start_again(std::size_t pipeline);  // an old failure was picked up: it does not count
  void stop() { stopped_ = true; }         // told to: start and poll nothing more

  Phase phase(std::size_t pipeline) const { return entries_[pipeline].phase; }
  bool any_failed() const;
  bool all_passed() const;

 private:
  struct Entry {
    Phase phase = Phase::waiting;
    SteadyTime due{};  // of the next poll, or of the search after a lost answer
    Duration interval{};
    int losses = 0;  // answers lost in a row
  };

  bool stopping() const { return stopped_ || (limits_.stop_at_first_failure && any_failed()); }
  std::optional<std::size_t> first(Phase phase) const;
  std::optional<std::size_t> soonest(Phase phase) const;

  std::vector<Entry> entries_;
  Limits limits_;
  bool stopped_ = false;
};

}  // namespace ra::orchestrate
