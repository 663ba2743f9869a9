#pragma once

#include "base/time.hpp"
#include "cli/doctor.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <exception>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace ra::cli {

// One thing, to its end.
template <class T>
Result<T> finished(boost::asio::awaitable<Result<T>> work) {
  boost::asio::io_context io{1};
  std::optional<Result<T>> result;
  std::exception_ptr failed;
  boost::asio::co_spawn(io, std::move(work), [&](std::exception_ptr e, Result<T> r) {
    failed = std::move(e);
    result = std::move(r);
  });
  io.run();
  if (failed) std::rethrow_exception(failed);
  return *std::move(result);
}

// Rows that need the outside: which they are, for when no answer comes in time, and how they are found out.
struct DoctorQuestion {
  std::vector<std::string> names;
  std::function<boost::asio::awaitable<DoctorChecks>()> ask;
};

// All of them side by side; whatever has no answer after `limit` is cut off, and its rows say so. Rows come in the
// order of the questions.
DoctorChecks ask_all(boost::asio::io_context& io, const std::vector<DoctorQuestion>& questions, Duration limit);

}  // namespace ra::cli
