#include "base/error.hpp"

namespace ra {

Error error(Errc code, std::string message, std::string hint) { return {code, std::move(message), std::move(hint)}; }

Error with_context(Error e, std::string_view prefix) {
  e.message.insert(0, ": ").insert(0, prefix);
  return e;
}

int exit_code(Errc code) {
  switch (code) {
    case Errc::usage: return 2;
    case Errc::config: return 3;
    case Errc::failed_ci: return 4;
    case Errc::conflict: return 5;
    case Errc::unauthorized: return 6;
    case Errc::rate_limited:
    case Errc::transient:
    case Errc::uncertain:
    case Errc::unavailable: return 7;
    case Errc::approval: return 8;
    case Errc::cancelled: return 130;
    case Errc::internal:
    case Errc::not_found: return 1;
  }
  return 1;
}

void throw_exception_from_error(const Error& e, const boost::source_location&) {
  throw std::logic_error("unchecked ra::Result: " + e.message);
}

}  // namespace ra
