#include "attest/signing_key.hpp"

#include "attest/ecdsa.hpp"
#include "base/hash.hpp"
#include "base/sha256.hpp"

#include <fmt/format.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <array>
#include <stdexcept>

namespace ra::attest {

namespace {

constexpr int least_rsa_bits = 2048;  // NIST SP 800-131A

using Bio = std::unique_ptr<BIO, int (*)(BIO*)>;
using Context = std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, void (*)(EVP_PKEY_CTX*)>;

// What PEM_read_bio_PrivateKey asks when a key is locked. Without it OpenSSL would ask the terminal.
int passphrase_for(char* into, int size, int /*writing*/, void* given) {
  const auto& text = static_cast<const Secret*>(given)->reveal();
  if (text.empty() || text.size() > static_cast<std::size_t>(size)) return -1;
  text.copy(into, text.size());
  return static_cast<int>(text.size());
}

bool is_p256(EVP_PKEY* key) {
  std::array<char, 80> name{};
  std::size_t size = 0;
  return EVP_PKEY_get_group_name(key, name.data(), name.size(), &size) == 1 &&
         std::string_view{name.data(), size} == "prime256v1";
}

[[noreturn]] void broken(const char* what) { throw std::runtime_error(std::string{"OpenSSL: "} + what); }

}  // namespace

Result<SigningKey> SigningKey::of_pem(const Secret& pem, const Secret& passphrase, const std::string& where) {
  if (pem.empty())
    return error(Errc::config, fmt::format("{} is not set: nothing can be signed", where),
                 "give it a private key: openssl genpkey -algorithm ed25519");
  const std::string& text = pem.reveal();
  const Bio bio{BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), BIO_free};
  Secret asked = passphrase;
  const Key key{PEM_read_bio_PrivateKey(bio.get(), nullptr, passphrase_for, &asked), EVP_PKEY_free};
  if (!key)
    return error(Errc::config, fmt::format("{} holds no private key that can be read", where),
                 text.find("ENCRYPTED") == std::string::npos ? "it must be PEM, as openssl genpkey writes it"
                                                             : "it is locked: set `passphraseEnv`");
  switch (EVP_PKEY_get_base_id(key.get())) {
    case EVP_PKEY_ED25519: return SigningKey{key, Kind::ed25519};
    case EVP_PKEY_EC:
      if (is_p256(key.get())) return SigningKey{key, Kind::ecdsa_p256};
      break;
    case EVP_PKEY_RSA:
      if (EVP_PKEY_get_bits(key.get()) >= least_rsa_bits) return SigningKey{key, Kind::rsa};
      break;
    default: break;
  }
  return error(Errc::config, fmt::format("{} holds a key of another kind", where),
               "it can be Ed25519, ECDSA on P-256, or RSA from 2048 bits on");
}

std::string SigningKey::public_pem() const {
  const Bio bio{BIO_new(BIO_s_mem()), BIO_free};
  if (PEM_write_bio_PUBKEY(bio.get(), key_.get()) != 1) broken("public key");
  char* text = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

std::string SigningKey::public_raw() const {
  std::array<unsigned char, 32> raw{};
  std::size_t size = raw.size();
  if (EVP_PKEY_get_raw_public_key(key_.get(), raw.data(), &size) != 1) broken("raw public key");
  return {raw.begin(), raw.begin() + size};
}

std::string SigningKey::id() const {
  unsigned char* der = nullptr;
  const int size = i2d_PUBKEY(key_.get(), &der);
  if (size <= 0) broken("public key");
  const std::string bytes{reinterpret_cast<const char*>(der), static_cast<std::size_t>(size)};
  OPENSSL_free(der);
  return sha256_of(bytes);
}

std::string SigningKey::sign(std::string_view bytes) const {
  if (kind_ != Kind::ed25519) {
    Hasher sum{Hash::sha256};
    sum.add(bytes);
    return sign_sha256(sum.bytes());
  }
  const Context context{EVP_MD_CTX_new(), EVP_MD_CTX_free};
  std::array<unsigned char, 64> signature{};
  std::size_t size = signature.size();
  const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
  if (EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key_.get()) != 1 ||
      EVP_DigestSign(context.get(), signature.data(), &size, data, bytes.size()) != 1)
    broken("Ed25519");
  return {signature.begin(), signature.begin() + size};
}

std::string SigningKey::sign_sha256(std::string_view sum) const {
  if (kind_ == Kind::ecdsa_p256) return ecdsa_signature(*key_, sum);
  const KeyContext context{EVP_PKEY_CTX_new(key_.get(), nullptr), EVP_PKEY_CTX_free};
  std::string signature(static_cast<std::size_t>(EVP_PKEY_get_size(key_.get())), '\0');
  std::size_t size = signature.size();
  if (kind_ != Kind::rsa || EVP_PKEY_sign_init(context.get()) != 1 ||
      EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_PADDING) != 1 ||
      EVP_PKEY_CTX_set_signature_md(context.get(), EVP_sha256()) != 1 ||
      EVP_PKEY_sign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                    reinterpret_cast<const unsigned char*>(sum.data()), sum.size()) != 1)
    broken("RSA");
  signature.resize(size);
  return signature;
}

}  // namespace ra::attest
