#include "http/unreached.hpp"

#include <fmt/format.h>
#include <boost/asio/error.hpp>

#include <string>

namespace asio = boost::asio;

namespace ra::http {

Error unreached(std::string_view what, const boost::system::error_code& ec) {
  if (ec == asio::error::operation_aborted) return error(Errc::cancelled, fmt::format("{}: cancelled", what));
  const std::string why = ec == asio::error::timed_out ? "it took too long" : ec.message();
  return error(Errc::transient, fmt::format("{}: {}", what, why),
               "check the address and the network; HTTPS_PROXY names a proxy where one is needed");
}

}  // namespace ra::http
