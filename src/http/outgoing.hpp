#pragma once

#include "base/error.hpp"
#include "http/client.hpp"
#include "http/url.hpp"

#include <cstdint>
#include <string>

// A request as it goes over the line. No I/O.
namespace ra::http {

// May it be sent there? No header that breaks out of its line, no user and password in the URL, no secret over plain
// http to another machine.
Result<> check_outgoing(const Request& request, const Url& url);

// How many bytes the body has, here or in its file.
Result<std::uint64_t> body_length(const Request& request);

// HTTP/1.1 (RFC 9112), but for a body that is in a file. `absolute_form`: to a proxy that fetches plain http for us.
std::string to_text(const Request& request, const Url& url, std::uint64_t length, bool absolute_form,
                    const std::string& user_agent);

}  // namespace ra::http
