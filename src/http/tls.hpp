#pragma once

#include "base/error.hpp"

#include <boost/system/error_code.hpp>

#include <memory>
#include <string>

namespace boost::asio::ssl {
class context;
}
struct ssl_st;

// Whom we trust and what a server has to prove. No I/O but reading the CA file.
namespace ra::http {

using TlsContext = std::shared_ptr<boost::asio::ssl::context>;

// The file of authorities: the given one, unless it is "", else the first of the usual places that can be read.
Result<std::string> find_ca_file(const std::string& given);

// For clients: TLS 1.2 or newer, and the authorities of the file (PEM), or of the usual place when it is "".
Result<TlsContext> make_tls(const std::string& ca_file);

// What the peer has to prove. False when OpenSSL takes no such name.
bool expect_host(ssl_st* session, const std::string& host);

// Why a handshake failed. `unauthorized`: the certificate proves nothing. `config`: what no waiting mends, as the URL
// leads to a server that speaks no TLS, or none that we may speak; unless it did before (`reached`). Else `transient`.
// `host` is whom the certificate must name, `server` is host and port.
Error handshake_error(ssl_st* session, const boost::system::error_code& ec, const std::string& host,
                      const std::string& server, bool reached);

}  // namespace ra::http
