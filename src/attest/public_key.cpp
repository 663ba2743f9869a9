#include "attest/public_key.hpp"

#include "base/sha256.hpp"

#include <fmt/format.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

namespace ra::attest {

namespace {

constexpr std::size_t most_pem = 4096;

}  // namespace

Result<PublicKey> PublicKey::of_pem(const std::string& pem, const std::string& where) {
  const std::string text = pem.substr(0, most_pem);
  const std::unique_ptr<BIO, int (*)(BIO*)> bio{BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), BIO_free};
  const Key key{PEM_read_bio_PUBKEY(bio.get(), nullptr, nullptr, nullptr), EVP_PKEY_free};
  if (!key || EVP_PKEY_get_base_id(key.get()) != EVP_PKEY_ED25519)
    return error(Errc::config, fmt::format("{} holds no public key of Ed25519", where),
                 "it must be PEM, as `openssl pkey -pubout` or `release-action attest --public-key` writes it");
  unsigned char* der = nullptr;
  const int size = i2d_PUBKEY(key.get(), &der);
  if (size <= 0) return error(Errc::config, fmt::format("{} holds a key that cannot be written", where));
  const std::string bytes{reinterpret_cast<const char*>(der), static_cast<std::size_t>(size)};
  OPENSSL_free(der);
  return PublicKey{key, sha256_of(bytes)};
}

bool PublicKey::verifies(std::string_view bytes, std::string_view signature) const {
  const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context{EVP_MD_CTX_new(), EVP_MD_CTX_free};
  return EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key_.get()) == 1 &&
         EVP_DigestVerify(context.get(), reinterpret_cast<const unsigned char*>(signature.data()), signature.size(),
                          reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()) == 1;
}

}  // namespace ra::attest
