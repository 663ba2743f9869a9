#pragma once

#include "base/error.hpp"

#include <memory>
#include <string>
#include <string_view>

struct evp_pkey_st;

namespace ra::attest {

// The public half of an Ed25519 key, as `openssl pkey -pubout` writes it. Several threads may use one.
class PublicKey {
 public:
  // An error (config) says what it must be; `where` is the name of what it was in.
  static Result<PublicKey> of_pem(const std::string& pem, const std::string& where);

  const std::string& id() const { return id_; }  // as SigningKey::id()
  bool verifies(std::string_view bytes, std::string_view signature) const;

 private:
  using Key = std::shared_ptr<evp_pkey_st>;
  PublicKey(Key key, std::string id) : key_{std::move(key)}, id_{std::move(id)} {}

  Key key_;
  std::string id_;
};

}  // namespace ra::attest
