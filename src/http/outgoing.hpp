#pragma once

#include "base/error.hpp"
#include "http/client.hpp"
#include "http/url.hpp"

#include <cstdint>
#include <string>
#include <string_view>

// A request as it goes over the line. No I/O.
namespace ra::http {

// Does a header of this name hold what nobody else may read?
bool is_secret_header(std::string_view name);

// May it be sent there? No header that breaks out of its line, no user and password in the URL, no secret over plain
// http to another machine.
Result<> check_outgoing(const Request& request, const Url& url);

// How many bytes come out of the file: what is asked for of it.
Result<std::uint64_t> file_length(const Request& request);

// How many bytes the body has, here and in its file.
Result<std::uint64_t> body_length(const Request& request);

// HTTP/1.1 (RFC 9112), as far as what comes of a file. `absolute_form`: to a proxy that fetches plain http for us.
std::string to_text(const Request& request, const Url& url, std::uint64_t length, bool absolute_form,
                    const std::string& user_agent);

}  // namespace ra::http
