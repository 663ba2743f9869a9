#pragma once

#include "base/coroutine.hpp"

#include <utility>

namespace ra::test {

// Runs the coroutine that `body` begins, to its end. Rethrows what it throws.
template <class F>
void run_coroutine(const F& body) {
  ra::run_coroutine(body());
}

// Runs one coroutine and gives its result.
template <class T>
T await(boost::asio::awaitable<T> work) {
  return ra::run_coroutine(std::move(work));
}

}  // namespace ra::test
