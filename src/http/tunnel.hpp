#pragma once

#include "base/error.hpp"
#include "http/stream.hpp"
#include "http/url.hpp"

#include <string>

namespace ra::http {

// Asks a proxy to lead the connection on to `to` (CONNECT, RFC 9110 9.3.6). The proxy sees its own user and password,
// the host and the port, and nothing else of the request.
boost::asio::awaitable<Result<>> tunnel(Stream& stream, const Url& proxy, const Url& to, const std::string& user_agent);

}  // namespace ra::http
