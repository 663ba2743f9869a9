#pragma once

#include "base/error.hpp"

#include <boost/asio/ssl/context.hpp>
#include <boost/system/error_code.hpp>

#include <memory>
#include <optional>
#include <string>

// What the other side of a TLS connection has to prove, and what it means when it does not. No sockets here.
namespace ra::http {

// TLS 1.2 and newer, with the authorities of a PEM file (empty: the first of the usual places that can be read).
Result<std::unique_ptr<boost::asio::ssl::context>> make_tls(const std::string& ca_file);

// Demands a certificate for this host. False when OpenSSL takes no such name.
bool expect_host(SSL* session, const std::string& host);

// A handshake that failed for a reason which no waiting mends: a certificate that proves nothing (unauthorized), a
// server that speaks no TLS or only an older one (config). Nothing for one that may go better the next time.
std::optional<Error> final_tls_error(SSL* session, const boost::system::error_code& ec, const std::string& host);

}  // namespace ra::http
