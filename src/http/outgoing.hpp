#pragma once

#include "http/client.hpp"
#include "http/url.hpp"

#include <cstdint>
#include <string>

// What goes over the wire before the body of a request, and whether it may.
namespace ra::http {

// An error when a header would break the request apart, or a token would go over plain http to another machine.
Result<> may_be_sent(const Request& request, const Url& url);

// The bytes of the body.
Result<std::uint64_t> length_of(const Request& request);

// The request line and the headers, with the empty line behind them. `absolute_form`: as a proxy wants it.
std::string head_of(const Request& request, const Url& url, std::uint64_t length, bool absolute_form,
                    const std::string& user_agent);

}  // namespace ra::http
