#pragma once

#include "base/time.hpp"

#include <boost/asio/awaitable.hpp>

#include <functional>

namespace ra::http {

// Waiting as a parameter, so that a test takes no time. When the waiting coroutine is cancelled
// it ends at once, and the next co_await of that coroutine throws, as always with Asio.
using Sleep = std::function<boost::asio::awaitable<void>(Duration)>;

// A timer on the executor of whoever waits.
Sleep real_sleep();

}  // namespace ra::http
