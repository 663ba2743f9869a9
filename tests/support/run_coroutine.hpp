#pragma once

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <exception>

namespace ra::test {

// Runs one coroutine to completion and rethrows what it throws.
template <class F>
void run_coroutine(F&& body) {
  boost::asio::io_context context{1};
  boost::asio::co_spawn(context, std::forward<F>(body), [](std::exception_ptr e) {
    if (e) std::rethrow_exception(e);
  });
  context.run();
}

}  // namespace ra::test
