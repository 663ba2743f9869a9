#pragma once

#include "base/time.hpp"

#include <boost/asio/awaitable.hpp>

#include <functional>

namespace ra::git {

// How often a failure of the network is tried again. The sleep is a parameter, so that tests take no time.
struct Retry {
  int tries = 3;
  Duration first_pause = std::chrono::seconds{1};                    // doubles
  std::function<boost::asio::awaitable<void>(Duration)> sleep = {};  // empty: a timer

  boost::asio::awaitable<void> pause(int failed_tries) const;
};

}  // namespace ra::git
