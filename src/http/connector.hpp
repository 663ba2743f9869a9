#pragma once

#include "base/error.hpp"
#include "base/time.hpp"
#include "http/stream.hpp"
#include "http/tls.hpp"
#include "http/transport.hpp"
#include "http/url.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <memory>
#include <optional>
#include <set>
#include <string>

namespace ra::http {

// Brings a connection to a server about: looked up, dialed address by address, led on by a proxy, secured.
// Whatever fails here, the server saw nothing of the request.
class Connector {
 public:
  Connector(boost::asio::any_io_executor executor, const TransportOptions& options, const Clock& clock)
      : executor_{std::move(executor)}, options_{options}, clock_{clock} {}

  boost::asio::awaitable<Result<std::unique_ptr<Stream>>> connect(const Url& url, const std::optional<Url>& proxy,
                                                                  SteadyTime deadline);

 private:
  boost::asio::awaitable<Result<std::unique_ptr<Stream>>> dial(const Url& to, SteadyTime deadline);
  boost::asio::awaitable<Result<>> secure(Stream& stream, const Url& to);

  boost::asio::any_io_executor executor_;
  const TransportOptions& options_;
  const Clock& clock_;
  TlsContext tls_;
  // Hosts that were connected to, and servers that spoke TLS with us (https://…). That they exist is proved: when one
  // is suddenly not found, in the middle of a release of hours, the network hiccups, and waiting mends it.
  std::set<std::string> reached_;
};

}  // namespace ra::http
