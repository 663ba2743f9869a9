#include "orchestrate/scheduler.hpp"

#include <algorithm>

namespace ra::orchestrate {

namespace {

bool in_flight(Scheduler::Phase phase) {
  using enum Scheduler::Phase;
  return phase == triggering || phase == unsure || phase == recovering || phase == running || phase == polling;
}

bool under_way(Scheduler::Phase phase) {
  using enum Scheduler::Phase;
  return phase == triggering || phase == recovering || phase == polling;
}

}  // namespace

Scheduler::Scheduler(const std::vector<Phase>& start, Limits limits, SteadyTime now) : limits_{limits} {
  for (const Phase phase : start) entries_.push_back(Entry{phase, now, limits.poll_first});
}

std::optional<std::size_t> Scheduler::first(Phase phase) const {
  const auto it = std::ranges::find(entries_, phase, &Entry::phase);
  if (it == entries_.end()) return std::nullopt;
  return static_cast<std::size_t>(it - entries_.begin());
}

std::optional<std::size_t> Scheduler::soonest(Phase phase) const {
  std::optional<std::size_t> found;
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    if (entries_[i].phase == phase && (!found || entries_[i].due < entries_[*found].due)) found = i;
  }
  return found;
}

Action Scheduler::next(SteadyTime now) {
  // What may have been started is looked for even when we stop: nothing is forgotten.
  const auto unsure = soonest(Phase::unsure);
  if (unsure && entries_[*unsure].due <= now) {
    entries_[*unsure].phase = Phase::recovering;
    return Recover{*unsure};
  }
  std::optional<SteadyTime> until;
  if (unsure) until = entries_[*unsure].due;

  if (!stopping()) {
    const auto busy = std::ranges::count_if(entries_, in_flight, &Entry::phase);
    const auto waiting = first(Phase::waiting);
    if (waiting && static_cast<std::size_t>(busy) < limits_.max_parallel) {
      entries_[*waiting].phase = Phase::triggering;
      return Trigger{*waiting};
    }
    if (const auto running = soonest(Phase::running)) {
      Entry& entry = entries_[*running];
      if (entry.due <= now) {
        entry.phase = Phase::polling;
        return Poll{*running};
      }
      until = until ? std::min(*until, entry.due) : entry.due;
    }
  }
  if (until || std::ranges::any_of(entries_, under_way, &Entry::phase)) return Wait{until};
  return Done{};
}

void Scheduler::triggered(std::size_t pipeline, SteadyTime now) {
  Entry& entry = entries_[pipeline];
  entry.phase = Phase::running;
  entry.losses = 0;
  entry.interval = limits_.poll_first;
  entry.due = now + entry.interval;
}

void Scheduler::lost(std::size_t pipeline, SteadyTime now) {
  // The pipeline may take a moment to show up in the project's list, and a server that loses
  // one answer after the other needs rest.
  Entry& entry = entries_[pipeline];
  entry.phase = Phase::unsure;
  entry.due = now + std::min(limits_.poll_first * (1 << std::min(entry.losses, 10)), limits_.poll_most);
  ++entry.losses;
}

void Scheduler::not_there(std::size_t pipeline) { entries_[pipeline].phase = Phase::waiting; }

void Scheduler::refused(std::size_t pipeline) { entries_[pipeline].phase = Phase::failed; }

void Scheduler::start_again(std::size_t pipeline) { entries_[pipeline].phase = Phase::waiting; }

void Scheduler::observed(std::size_t pipeline, ci::Verdict::Kind verdict, SteadyTime now) {
  Entry& entry = entries_[pipeline];
  switch (verdict) {
    case ci::Verdict::Kind::passed: entry.phase = Phase::passed; return;
    case ci::Verdict::Kind::failed: entry.phase = Phase::failed; return;
    case ci::Verdict::Kind::running:
      entry.phase = Phase::running;
      entry.interval = std::min(entry.interval + entry.interval / 2, limits_.poll_most);
      entry.due = now + entry.interval;
      return;
  }
}

bool Scheduler::any_failed() const {
  return std::ranges::find(entries_, Phase::failed, &Entry::phase) != entries_.end();
}

bool Scheduler::all_passed() const {
  return std::ranges::all_of(entries_, [](const Entry& e) { return e.phase == Phase::passed; });
}

}  // namespace ra::orchestrate
