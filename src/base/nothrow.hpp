#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace ra {

// For `co_await timer.async_wait(nothrow)`: the error code is a value, as everywhere else, not an exception.
inline constexpr auto nothrow = boost::asio::as_tuple(boost::asio::use_awaitable);

}  // namespace ra
