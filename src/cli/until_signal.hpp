#pragma once

#include "base/error.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>

namespace ra::cli {

// Runs it to its end, or until SIGINT or SIGTERM: then it is cancelled, with the programs that it has started, and the
// error is `cancelled`.
Result<int> until_signal(boost::asio::io_context& io, boost::asio::awaitable<Result<int>> work);

}  // namespace ra::cli
