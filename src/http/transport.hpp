#pragma once

#include "base/environment.hpp"
#include "base/log.hpp"
#include "base/time.hpp"
#include "http/client.hpp"
#include "http/lookup.hpp"
#include "http/proxy.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <memory>
#include <string>

namespace ra::http {

struct TransportOptions {
  ProxySettings proxy;
  std::string ca_file;  // PEM; empty: the first of the usual places that can be read
  std::string user_agent = "release-action";
  std::size_t max_idle = 32;                            // connections kept for later, of all hosts together
  Duration max_idle_time = std::chrono::seconds{50};    // servers close theirs after a minute or more
  Duration connect_timeout = std::chrono::seconds{10};  // of one address, so that the next gets its turn
  LookUp look_up = look_up_by_system;
};

// HTTPS_PROXY, HTTP_PROXY, NO_PROXY (lower case too, which goes first), SSL_CERT_FILE.
TransportOptions transport_options(const Environment& environment);

// HTTP/1.1 over TCP and TLS, with kept connections. Requests may run side by side on a
// single-threaded executor; the client outlives them. It never follows a redirect, never repeats a
// request that a server may have seen (but for GET and HEAD on a connection found dead), and reads
// the CA file at the first https request. The clock is the real one: sockets know no other.
std::unique_ptr<Client> make_transport(boost::asio::any_io_executor executor, TransportOptions options,
                                       const Clock& clock, const Log& log);

}  // namespace ra::http
