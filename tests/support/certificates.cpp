#include "support/certificates.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <boost/asio/buffer.hpp>

#include <atomic>
#include <stdexcept>

namespace ra::test {

namespace {

struct Free {
  void operator()(EVP_PKEY* p) const { EVP_PKEY_free(p); }
  void operator()(X509* p) const { X509_free(p); }
  void operator()(BIO* p) const { BIO_free(p); }
  void operator()(X509_EXTENSION* p) const { X509_EXTENSION_free(p); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

void must(bool ok, const char* what) {
  if (!ok) throw std::runtime_error(std::string{"openssl: "} + what);
}

std::string text_of(BIO* bio) {
  const char* data = nullptr;
  const long n = BIO_ctrl(bio, BIO_CTRL_INFO, 0, static_cast<void*>(&data));
  return {data, static_cast<std::size_t>(n)};
}

Certificate to_pem(X509* certificate, EVP_PKEY* key) {
  const Owned<BIO> a{BIO_new(BIO_s_mem())};
  const Owned<BIO> b{BIO_new(BIO_s_mem())};
  must(PEM_write_bio_X509(a.get(), certificate) == 1, "writing a certificate");
  must(PEM_write_bio_PrivateKey(b.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1, "writing a key");
  return {text_of(a.get()), text_of(b.get())};
}

Owned<BIO> reader(const std::string& text) {
  return Owned<BIO>{BIO_new_mem_buf(text.data(), static_cast<int>(text.size()))};
}

void extend(X509* certificate, int id, const std::string& value) {
  const Owned<X509_EXTENSION> extension{X509V3_EXT_conf_nid(nullptr, nullptr, id, value.c_str())};
  must(extension && X509_add_ext(certificate, extension.get(), -1) == 1, "adding an extension");
}

Owned<X509> blank(EVP_PKEY* key, const std::string& name, Validity validity) {
  static std::atomic<long> serial{1};
  Owned<X509> made{X509_new()};
  X509_set_version(made.get(), 2);  // v3
  ASN1_INTEGER_set(X509_get_serialNumber(made.get()), serial++);
  X509_gmtime_adj(X509_getm_notBefore(made.get()), std::chrono::seconds{validity.from}.count());
  X509_gmtime_adj(X509_getm_notAfter(made.get()), std::chrono::seconds{validity.to}.count());
  must(X509_set_pubkey(made.get(), key) == 1, "setting a key");
  const std::vector<unsigned char> cn{name.begin(), name.end()};
  X509_NAME_add_entry_by_NID(X509_get_subject_name(made.get()), NID_commonName, MBSTRING_UTF8, cn.data(),
                             static_cast<int>(cn.size()), -1, 0);
  return made;
}

Certificate sign_itself(const std::string& name, const std::string& names) {
  const Owned<EVP_PKEY> key{EVP_EC_gen("P-256")};
  const Owned<X509> made = blank(key.get(), name, {});
  X509_set_issuer_name(made.get(), X509_get_subject_name(made.get()));
  if (names.empty()) extend(made.get(), NID_basic_constraints, "critical,CA:TRUE");
  if (!names.empty()) extend(made.get(), NID_subject_alt_name, names);
  must(X509_sign(made.get(), key.get(), EVP_sha256()) > 0, "signing");
  return to_pem(made.get(), key.get());
}

}  // namespace

Certificate make_authority(const std::string& name) { return sign_itself(name, ""); }

Certificate make_self_signed(const std::string& names) { return sign_itself("self", names); }

Certificate make_certificate(const Certificate& authority, const std::string& names, Validity validity) {
  const Owned<X509> issuer{PEM_read_bio_X509(reader(authority.certificate).get(), nullptr, nullptr, nullptr)};
  const Owned<EVP_PKEY> signer{PEM_read_bio_PrivateKey(reader(authority.key).get(), nullptr, nullptr, nullptr)};
  must(issuer && signer, "reading the authority");
  const Owned<EVP_PKEY> key{EVP_EC_gen("P-256")};
  const Owned<X509> made = blank(key.get(), "leaf", validity);
  X509_set_issuer_name(made.get(), X509_get_subject_name(issuer.get()));
  extend(made.get(), NID_subject_alt_name, names);
  must(X509_sign(made.get(), signer.get(), EVP_sha256()) > 0, "signing");
  return to_pem(made.get(), key.get());
}

std::shared_ptr<boost::asio::ssl::context> server_tls(const Certificate& certificate) {
  auto context = std::make_shared<boost::asio::ssl::context>(boost::asio::ssl::context::tls_server);
  context->use_certificate_chain(boost::asio::buffer(certificate.certificate));
  context->use_private_key(boost::asio::buffer(certificate.key), boost::asio::ssl::context::pem);
  return context;
}

std::shared_ptr<boost::asio::ssl::context> server_tls(const Certificate& certificate, int only_version) {
  auto context = server_tls(certificate);
  SSL_CTX* const native = context->native_handle();
  // SHA-1 signs TLS 1.1, which level 1 and above refuse (SSL_CTX_set_security_level(3)).
  SSL_CTX_set_security_level(native, 0);
  must(SSL_CTX_set_cipher_list(native, "ALL:@SECLEVEL=0") == 1, "setting the ciphers");
  must(SSL_CTX_set_min_proto_version(native, only_version) == 1 &&
           SSL_CTX_set_max_proto_version(native, only_version) == 1,
       "setting the version");
  return context;
}

}  // namespace ra::test
