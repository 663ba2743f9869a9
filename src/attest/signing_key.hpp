#pragma once

#include "base/error.hpp"
#include "base/secret.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

struct evp_pkey_st;

namespace ra::attest {

// A private key as `openssl genpkey` writes it. The same key signs the same bytes the same way each time, also where
// most programs throw dice (ECDSA: RFC 6979), so that what is made again is what was published.
class SigningKey {
 public:
  enum class Kind { ed25519, ecdsa_p256, rsa };

  // An error (config) says what it must be; `where` is the name of the variable that it was in.
  static Result<SigningKey> of_pem(const Secret& pem, const Secret& passphrase, const std::string& where);

  Kind kind() const { return kind_; }
  std::string public_pem() const;
  std::string public_raw() const;  // Ed25519's 32 bytes
  std::string id() const;          // SHA-256 of the public key as DER, hexadecimal

  // Ed25519 as it is; ECDSA (as DER) and RSA (PKCS #1 v1.5) of its SHA-256. What public tools verify by default.
  std::string sign(std::string_view bytes) const;
  // Of bytes whose SHA-256 is this; not with Ed25519, which wants to see all of them.
  std::string sign_sha256(std::string_view sum) const;

 private:
  using Key = std::shared_ptr<evp_pkey_st>;
  SigningKey(Key key, Kind kind) : key_{std::move(key)}, kind_{kind} {}

  Key key_;
  Kind kind_;
};

}  // namespace ra::attest
