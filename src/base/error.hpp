#pragma once

#include <boost/system/result.hpp>

#include <stdexcept>
#include <string>
#include <string_view>

namespace ra {

// What went wrong, as far as a caller may act on it. Add a value only when some
// code branches on it; everything else is `internal` with a good message.
enum class Errc {
  internal,
  usage,         // bad flag or action input
  config,        // release.json or release-action.json does not validate
  not_found,     // 404, missing file, unknown branch
  unauthorized,  // 401, 403 that is not a rate limit, no token
  rate_limited,  // 429 that outlasted our patience
  transient,     // the request had no effect: refused, reset before it was sent, a failed read
  uncertain,     // the request may have taken effect: look before acting again
  unavailable,   // an outside service stayed away past the deadline
  conflict,      // it exists with other content, or another run holds the lock
  failed_ci,     // a pipeline, test or check we were asked about is red
  approval,      // waiting for somebody's approval
  cancelled,     // SIGINT or SIGTERM
};

struct Error {
  Errc code = Errc::internal;
  std::string message;  // one line, no trailing dot, no command name: callers add context
  std::string hint;     // what the user can do about it; may be empty
};

template <class T = void>
using Result = boost::system::result<T, Error>;

Error error(Errc code, std::string message, std::string hint = {});

// "tagging gravitee-gateway: " + what the callee said.
Error with_context(Error e, std::string_view prefix);

// SPEC: 0 done, 1 failed, 2 usage, 3 input, 4 red, 5 conflict, 6 not permitted,
// 7 unavailable, 8 waiting for an approval, 130 cancelled.
int exit_code(Errc code);

// Found by ADL when somebody calls Result::value() on an error.
[[noreturn]] void throw_exception_from_error(const Error& e, const boost::source_location&);

}  // namespace ra
