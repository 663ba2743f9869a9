#include "support/fake_clock.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <numeric>

namespace asio = boost::asio;

namespace ra::test {

void FakeClock::advance(Duration d) {
  wall_ += d;
  steady_ += d;
}

http::Sleep FakeClock::sleep() {
  return [this](Duration d) { return sleep_for(d); };
}

Duration FakeClock::slept_in_all() const { return std::accumulate(slept_.begin(), slept_.end(), Duration{0}); }

asio::awaitable<void> FakeClock::sleep_for(Duration d) {
  slept_.push_back(d);
  const SteadyTime wake = steady_ + d;
  // A cancelled sleeper leaves by an exception and must not hold up the others.
  struct Wake {
    std::multiset<SteadyTime>& all;
    std::multiset<SteadyTime>::iterator mine;
    ~Wake() { all.erase(mine); }
  };
  const Wake guard{wakes_, wakes_.insert(wake)};
  // Others get a few turns before the time moves: they may want to wake earlier.
  constexpr int turns = 8;
  for (int turn = 0; turn < turns && steady_ < wake; ++turn) {
    co_await asio::post(asio::use_awaitable);
    if (wake != *wakes_.begin()) turn = 0;
  }
  if (steady_ < wake) advance(std::chrono::duration_cast<Duration>(wake - steady_));
}

}  // namespace ra::test
