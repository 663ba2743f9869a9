#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>

#include <exception>
#include <functional>
#include <optional>
#include <utility>

// The places where coroutines begin. Compiled once: Asio's co_spawn is a template that costs each file that calls it a
// second and 50 kB.
namespace ra {

// Begins `work` there, and says how it ended. Without `done`, nobody waits for it and what it throws is lost.
void spawn(const boost::asio::any_io_executor& executor, boost::asio::awaitable<void> work,
           std::function<void(std::exception_ptr)> done = {});

// Runs `work`, and all else that `io` has to do, to the end. Rethrows what `work` throws.
void run_coroutine(boost::asio::io_context& io, boost::asio::awaitable<void> work);

template <class T>
boost::asio::awaitable<void> keep_result(boost::asio::awaitable<T> work, std::optional<T>& result) {
  T value = co_await std::move(work);
  result.emplace(std::move(value));
}

template <class T>
T run_coroutine(boost::asio::io_context& io, boost::asio::awaitable<T> work) {
  std::optional<T> result;
  run_coroutine(io, keep_result(std::move(work), result));
  return *std::move(result);
}

// The same, where nothing else is to be run.
template <class T>
T run_coroutine(boost::asio::awaitable<T> work) {
  boost::asio::io_context io{1};
  return run_coroutine(io, std::move(work));
}

}  // namespace ra
