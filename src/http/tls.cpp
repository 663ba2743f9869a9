#include "http/tls.hpp"

#include "base/try.hpp"
#include "http/unreached.hpp"

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>
#include <unistd.h>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/error.hpp>

#include <array>
#include <optional>
#include <string_view>

namespace asio = boost::asio;
namespace ssl = boost::asio::ssl;
using boost::system::error_code;

namespace ra::http {

namespace {

// Where Debian and Ubuntu, Fedora and RHEL, Alpine and the BSDs keep them (Go: crypto/x509 root_linux.go).
constexpr std::array usual_ca_files{"/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt",
                                    "/etc/ssl/cert.pem"};

Error certificate_error(long verdict, const std::string& host) {
  constexpr auto trust_hint = "set SSL_CERT_FILE to a PEM file with the authority that signed it";
  const auto say = [&host](std::string_view what, std::string_view hint) {
    return error(Errc::unauthorized, fmt::format("the certificate of {} {}", host, what), std::string{hint});
  };
  switch (verdict) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return say("has expired", "it must be renewed; is the clock of this machine right?");
    case X509_V_ERR_CERT_NOT_YET_VALID: return say("is not valid yet", "is the clock of this machine right?");
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
      return say("is for another host: the host name does not match", "check the host in the URL");
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT: return say("is self-signed and not trusted", trust_hint);
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
      return say("is signed by an authority that is not trusted", trust_hint);
    default: return say(fmt::format("is not good: {}", X509_verify_cert_error_string(verdict)), trust_hint);
  }
}

// Both sides are up and have nothing to say to each other.
std::optional<Error> misfit(const error_code& ec, const std::string& server) {
  if (ec.category() != asio::error::get_ssl_category()) return std::nullopt;
  switch (ERR_GET_REASON(static_cast<unsigned long>(ec.value()))) {
    case SSL_R_WRONG_VERSION_NUMBER:  // OpenSSL's words for bytes that are no TLS at all
      return error(Errc::config, fmt::format("{} does not speak TLS", server),
                   "check the port in the URL: https has one of its own");
    case SSL_R_UNSUPPORTED_PROTOCOL:
    case SSL_R_TLSV1_ALERT_PROTOCOL_VERSION:
      return error(Errc::config, fmt::format("{} speaks only TLS that is older than 1.2, which is not safe", server),
                   "the server must be updated, or reached through a proxy in front of it that speaks TLS 1.2");
    case SSL_R_SSLV3_ALERT_HANDSHAKE_FAILURE:
    case SSL_R_TLSV1_ALERT_INSUFFICIENT_SECURITY:
      return error(Errc::config, fmt::format("{} refuses TLS: {}", server, ec.message()),
                   "check the host in the URL; else the server has no cipher that OpenSSL takes for safe");
    default: return std::nullopt;
  }
}

}  // namespace

Result<std::string> find_ca_file(const std::string& given) {
  if (!given.empty()) return given;
  for (const char* path : usual_ca_files) {
    if (::access(path, R_OK) == 0) return path;
  }
  return error(Errc::config, "no CA certificates are on this machine",
               "set SSL_CERT_FILE to a PEM file with them, or install the package ca-certificates");
}

Result<TlsContext> make_tls(const std::string& ca_file) {
  RA_TRY_ASSIGN(const std::string path, find_ca_file(ca_file));
  auto context = std::make_shared<ssl::context>(ssl::context::tls_client);
  SSL_CTX_set_min_proto_version(context->native_handle(), TLS1_2_VERSION);
  X509_VERIFY_PARAM* rules = SSL_CTX_get0_param(context->native_handle());
  X509_VERIFY_PARAM_set_hostflags(rules, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  // A CA file may hold an intermediate alone, as for curl.
  X509_VERIFY_PARAM_set_flags(rules, X509_V_FLAG_PARTIAL_CHAIN);
  context->set_verify_mode(ssl::verify_peer);
  error_code ec;
  context->load_verify_file(path, ec);
  if (!ec) return context;
  return error(Errc::config, fmt::format("cannot read CA certificates from {}: {}", path, ec.message()),
               "SSL_CERT_FILE must name a readable PEM file");
}

bool expect_host(SSL* session, const std::string& host) {
  X509_VERIFY_PARAM* rules = SSL_get0_param(session);
  error_code not_an_address;
  asio::ip::make_address(host, not_an_address);
  if (!not_an_address) return X509_VERIFY_PARAM_set1_ip_asc(rules, host.c_str()) == 1;
  // SSL_set_tlsext_host_name() written out: the macro casts as C does.
  void* name = const_cast<char*>(host.c_str());
  return SSL_ctrl(session, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, name) == 1 &&
         X509_VERIFY_PARAM_set1_host(rules, host.data(), host.size()) == 1;
}

Error handshake_error(SSL* session, const error_code& ec, const std::string& host, const std::string& server,
                      bool reached) {
  const long verdict = SSL_get_verify_result(session);
  if (verdict != X509_V_OK) return certificate_error(verdict, host);
  auto lasting = misfit(ec, server);
  if (lasting && !reached) return *std::move(lasting);
  return unreached(fmt::format("starting TLS with {}", host), ec);
}

}  // namespace ra::http
