#pragma once

#include "base/error.hpp"

#include <boost/system/error_code.hpp>

#include <string_view>

namespace ra::http {

// What went wrong on the way to a server, before it saw anything of the request: `transient`, or `cancelled`.
Error unreached(std::string_view what, const boost::system::error_code& ec);

}  // namespace ra::http
