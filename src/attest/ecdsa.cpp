#include "attest/ecdsa.hpp"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/obj_mac.h>

#include <array>
#include <memory>
#include <stdexcept>

namespace ra::attest {

namespace {

constexpr std::size_t width = 32;  // bytes of the curve's order, and of the sum

using Number = std::unique_ptr<BIGNUM, void (*)(BIGNUM*)>;
using Group = std::unique_ptr<EC_GROUP, void (*)(EC_GROUP*)>;
using Point = std::unique_ptr<EC_POINT, void (*)(EC_POINT*)>;
using Scratch = std::unique_ptr<BN_CTX, void (*)(BN_CTX*)>;
using Signature = std::unique_ptr<ECDSA_SIG, void (*)(ECDSA_SIG*)>;

Number number() { return {BN_secure_new(), BN_clear_free}; }

void must(bool done) {
  if (!done) throw std::runtime_error("OpenSSL: ECDSA");
}

std::string octets(const BIGNUM& value) {
  std::string bytes(width, '\0');
  must(BN_bn2binpad(&value, reinterpret_cast<unsigned char*>(bytes.data()), width) == width);
  return bytes;
}

Number from_octets(std::string_view bytes) {
  Number value = number();
  must(BN_bin2bn(reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()), value.get()) !=
       nullptr);
  return value;
}

std::string hmac(const std::string& key, const std::string& bytes) {
  std::string sum(width, '\0');
  unsigned size = 0;
  must(HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
            reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
            reinterpret_cast<unsigned char*>(sum.data()), &size) != nullptr);
  return sum;
}

// RFC 6979, 3.2: the candidates for k, one after the other.
class Candidates {
 public:
  Candidates(const BIGNUM& secret, const std::string& sum) : k_(width, '\0'), v_(width, '\1') {
    const std::string seed = octets(secret) + sum;
    for (const char round : {'\0', '\1'}) {
      k_ = hmac(k_, v_ + round + seed);
      v_ = hmac(k_, v_);
    }
  }

  Number next(const BIGNUM& order) {
    for (;;) {
      v_ = hmac(k_, v_);
      Number candidate = from_octets(v_);
      if (BN_is_zero(candidate.get()) == 0 && BN_cmp(candidate.get(), &order) < 0) return candidate;
      again();
    }
  }

  void again() {
    k_ = hmac(k_, v_ + '\0');
    v_ = hmac(k_, v_);
  }

 private:
  std::string k_;
  std::string v_;
};

Number secret_of(EVP_PKEY& key) {
  BIGNUM* secret = nullptr;
  must(EVP_PKEY_get_bn_param(&key, OSSL_PKEY_PARAM_PRIV_KEY, &secret) == 1);
  return {secret, BN_clear_free};
}

std::string der_of(Number r, Number s) {
  const Signature signature{ECDSA_SIG_new(), ECDSA_SIG_free};
  must(ECDSA_SIG_set0(signature.get(), r.release(), s.release()) == 1);
  unsigned char* der = nullptr;
  const int size = i2d_ECDSA_SIG(signature.get(), &der);
  must(size > 0);
  std::string bytes{reinterpret_cast<const char*>(der), static_cast<std::size_t>(size)};
  OPENSSL_free(der);
  return bytes;
}

}  // namespace

std::string ecdsa_signature(evp_pkey_st& key, std::string_view sum) {
  const Group group{EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1), EC_GROUP_free};
  const Scratch scratch{BN_CTX_secure_new(), BN_CTX_free};
  const BIGNUM& order = *EC_GROUP_get0_order(group.get());
  const Number secret = secret_of(key);
  Number reduced = from_octets(sum);
  must(BN_nnmod(reduced.get(), reduced.get(), &order, scratch.get()) == 1);
  Candidates candidates{*secret, octets(*reduced)};
  for (;;) {
    const Number k = candidates.next(order);
    BN_set_flags(k.get(), BN_FLG_CONSTTIME);
    const Point point{EC_POINT_new(group.get()), EC_POINT_clear_free};
    Number r = number();
    Number s = number();
    // r = (k G).x mod n; s = (sum + r d) / k mod n (FIPS 186-4, 6.4)
    must(EC_POINT_mul(group.get(), point.get(), k.get(), nullptr, nullptr, scratch.get()) == 1);
    must(EC_POINT_get_affine_coordinates(group.get(), point.get(), r.get(), nullptr, scratch.get()) == 1);
    must(BN_nnmod(r.get(), r.get(), &order, scratch.get()) == 1);
    must(BN_mod_mul(s.get(), r.get(), secret.get(), &order, scratch.get()) == 1);
    must(BN_mod_add(s.get(), s.get(), reduced.get(), &order, scratch.get()) == 1);
    const Number inverse{BN_mod_inverse(nullptr, k.get(), &order, scratch.get()), BN_clear_free};
    must(inverse != nullptr);
    must(BN_mod_mul(s.get(), s.get(), inverse.get(), &order, scratch.get()) == 1);
    if (BN_is_zero(r.get()) == 0 && BN_is_zero(s.get()) == 0) return der_of(std::move(r), std::move(s));
    candidates.again();
  }
}

}  // namespace ra::attest
