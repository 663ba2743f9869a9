#pragma once

#include "base/time.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <memory>

namespace ra {

// Waits until a time is over or somebody rings. Whoever rings while nobody waits is heard by who waits next; those who
// ring before `least` is over are heard then, all at once.
class Wakeup {
 public:
  explicit Wakeup(const boost::asio::any_io_executor& executor);

  void ring();
  boost::asio::awaitable<void> wait(Duration most, Duration least = {});

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace ra
