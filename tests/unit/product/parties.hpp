#pragma once

#include "attest/signatures.hpp"
#include "base/base64.hpp"
#include "product/status.hpp"
#include "product/validate.hpp"

#include <fmt/format.h>

#include <string>
#include <vector>

namespace ra::product::test {

// Keys that are nobody's: a seed of 32 times the same byte (RFC 8410, 7: what stands before it).
inline attest::SigningKey key_of(char seed) {
  const std::string before{"\x30\x2e\x02\x01\x00\x30\x05\x06\x03\x2b\x65\x70\x04\x22\x04\x20", 16};
  const std::string pem = fmt::format("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n",
                                      base64_of(before + std::string(32, seed)));
  return attest::SigningKey::of_pem(Secret{pem}, {}, "KEY").value();
}

inline Party party(const std::string& name, char seed, std::vector<Role> roles, std::vector<std::string> after = {}) {
  auto key = attest::PublicKey::of_pem(key_of(seed).public_pem(), name).value();
  return {name, std::move(roles), std::move(key), std::move(after)};
}

// The vendor with its CI, a customer with two CIs one after the other, and one who certifies.
inline Trust everybody() {
  Trust trust;
  trust.parties.push_back(party("acme", 'a', {Role::publisher}));
  trust.parties.push_back(party("acme-ci", 'v', {Role::vendor_ci}));
  trust.parties.push_back(party("blue-1", '1', {Role::customer_ci}));
  trust.parties.push_back(party("blue-2", '2', {Role::customer_ci}, {"blue-1"}));
  trust.parties.push_back(party("sam", 's', {Role::certifier}));
  return trust;
}

inline const std::string apim = "sha256:" + std::string(64, 'a');
inline const WallTime noon{std::chrono::hours{500'000}};

inline Statement statement(Kind kind, const std::string& by, int minute = 0, bool ok = true) {
  Statement one;
  one.kind = kind;
  one.product = apim;
  one.name = {"apim", "3.1.0"};
  one.by = by;
  one.at = noon + std::chrono::minutes{minute};
  one.ok = ok;
  return one;
}

inline Fact look(const Statement& one, char seed, const Trust& trust = everybody()) {
  const std::string envelope = sign(one, key_of(seed));
  return look_at(statement_tag(one.kind, one.product, oci::digest_of(envelope)), envelope, trust);
}

inline Said said(const Statement& one, char seed, const Trust& trust = everybody()) {
  return judge(look(one, seed, trust), trust);
}

inline Entry entry(std::vector<Said> all, const std::string& version = "3.1.0", const std::string& digest = apim) {
  return {{digest, {"apim", version}, false}, std::move(all), {}};
}

// A state, and the entry into which it points.
struct Judged {
  explicit Judged(Entry of, const Trust& trust = everybody()) : entry{std::move(of)}, state{state_of(entry, trust)} {}
  Judged(const Judged&) = delete;
  Judged& operator=(const Judged&) = delete;
  ~Judged() = default;

  Entry entry;
  State state;
};

inline Said published() { return said(statement(Kind::publication, "acme"), 'a'); }

}  // namespace ra::product::test
