#pragma once

#include <boost/asio/ssl/context.hpp>

#include <chrono>
#include <memory>
#include <string>

namespace ra::test {

// PEM texts.
struct Certificate {
  std::string certificate;
  std::string key;
};

struct Validity {
  std::chrono::hours from{-1};  // from now
  std::chrono::hours to{24};
};

// Certificates for TLS on loopback, made anew for each run (P-256, takes no time).
Certificate make_authority(const std::string& name);
// `names` as in openssl's subjectAltName: "DNS:ci.example,IP:127.0.0.1".
Certificate make_certificate(const Certificate& authority, const std::string& names, Validity validity = {});
Certificate make_self_signed(const std::string& names);

std::shared_ptr<boost::asio::ssl::context> server_tls(const Certificate& certificate);
// Speaks this version (TLS1_1_VERSION, …) and no other, however unsafe Debian's OpenSSL thinks it.
std::shared_ptr<boost::asio::ssl::context> server_tls(const Certificate& certificate, int only_version);

}  // namespace ra::test
