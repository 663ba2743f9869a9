#pragma once

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <cstddef>
#include <functional>
#include <memory>

namespace ra {

// One unit of work by its index. A plain function object that lives as long as the call, never a temporary lambda.
using EachOne = std::function<boost::asio::awaitable<void>(std::size_t)>;

namespace detail {

inline boost::asio::awaitable<void> worker(const EachOne& work, std::shared_ptr<std::size_t> next, std::size_t count) {
  while (*next < count) {
    const std::size_t mine = (*next)++;
    co_await work(mine);
  }
}

inline boost::asio::awaitable<void> workers(const EachOne& work, std::shared_ptr<std::size_t> next, std::size_t count,
                                            std::size_t wide) {
  using boost::asio::experimental::awaitable_operators::operator&&;
  if (wide <= 1) {
    co_await worker(work, next, count);
    co_return;
  }
  co_await (worker(work, next, count) && workers(work, next, count, wide - 1));
}

}  // namespace detail

// work(0) … work(count - 1), at most `wide` at a time, on the calling thread. `work` must not throw.
inline boost::asio::awaitable<void> in_parallel(std::size_t count, std::size_t wide, const EachOne& work) {
  auto next = std::make_shared<std::size_t>(0);
  const std::size_t most = wide < count ? wide : count;
  co_await detail::workers(work, next, count, most);
}

}  // namespace ra
