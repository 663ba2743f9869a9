#pragma once

#include "base/time.hpp"
#include "http/sleep.hpp"

#include <set>
#include <vector>

namespace ra::test {

// A clock that goes only when somebody sleeps on it or moves it. Starts at 2026-01-14T10:00:00Z.
// Several coroutines may sleep at once: the one that wakes first moves the clock first. It must
// outlive them, and it knows nothing of real I/O: with a real server the clock runs ahead of it.
class FakeClock : public Clock {
 public:
  WallTime wall() const override { return wall_; }
  SteadyTime steady() const override { return steady_; }

  void set_wall(WallTime t) { wall_ = t; }  // the steady clock stays, as after `date -s`
  void advance(Duration d);                 // both

  // Sleeping on this clock. Each wait is noted in slept().
  http::Sleep sleep();
  const std::vector<Duration>& slept() const { return slept_; }
  Duration slept_in_all() const;

 private:
  boost::asio::awaitable<void> sleep_for(Duration d);

  WallTime wall_ = std::chrono::sys_days{std::chrono::year{2026} / 1 / 14} + std::chrono::hours{10};
  SteadyTime steady_ = SteadyTime{} + std::chrono::hours{1000};
  std::multiset<SteadyTime> wakes_;
  std::vector<Duration> slept_;
};

}  // namespace ra::test
