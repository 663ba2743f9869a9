#pragma once

#include "base/time.hpp"
#include "cli/doctor.hpp"

#include <boost/asio/io_context.hpp>

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace ra::cli {

// Rows that need the outside: which they are, for when no answer comes in time, and how they are found out.
struct DoctorQuestion {
  std::vector<std::string> names;
  std::function<boost::asio::awaitable<DoctorChecks>()> ask;
};

// All of them side by side; whatever has no answer after `limit` is cut off, and its rows say so. Rows come in the
// order of the questions.
DoctorChecks ask_all(boost::asio::io_context& io, const std::vector<DoctorQuestion>& questions, Duration limit);

}  // namespace ra::cli
