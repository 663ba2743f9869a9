#include "attest/signing_key.hpp"
#include "base/hash.hpp"

#include <boost/test/unit_test.hpp>

using ra::Errc;
using ra::Secret;
using ra::attest::SigningKey;

namespace {

// Keys that are nobody's. This one is that of RFC 6979, A.2.5.
const Secret p256_key{R"(-----BEGIN EC PRIVATE KEY-----
MDECAQEEIMmvqdhFunUWa1whV2ex1pNOUMPbNuibEnuKYisSD2choAoGCCqGSM49AwEH
-----END EC PRIVATE KEY-----
)"};

// The first of RFC 8032, 7.1.
const Secret ed25519_key{R"(-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g
-----END PRIVATE KEY-----
)"};
const std::string other_curve{R"(-----BEGIN EC PRIVATE KEY-----
MIGkAgEBBDDxsOptvnOMoeHkJf8vtO8SgjHi2kqiQ9YcfvGMvw+XjE6oiqvW+aVs
K6o+/uRbWhCgBwYFK4EEACKhZANiAASnmliU6gg/fHdbAMFLhe+HX0MpSjlhOI8d
+MhY1WX3gOy6zljTvW34FsxhaNbHEcDP0NaxWB91gWp0i4ivudf1VwL4UWQnEVUP
f87CJTOxqaHt8zzats5JvrtWwa3E1rI=
-----END EC PRIVATE KEY-----
)"};

// Of the passphrase "secret-pass".
const std::string locked_key{R"(-----BEGIN ENCRYPTED PRIVATE KEY-----
MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAhjUXkWOYsIqwICCAAw
DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEE9WB6gfyEH5DuDJiQQ/R0kEQCQq
fNjE4tRz1eEGWO5Ujg3k+LqvGnDVIHtfZL/DZ0wQ4sp5P1cVTENGicxS3MQP+7kN
nTLDNyeKQhRFMtAuUZY=
-----END ENCRYPTED PRIVATE KEY-----
)"};

ra::Error refused(const std::string& pem, const std::string& passphrase = "") {
  const auto key = SigningKey::of_pem(Secret{pem}, Secret{passphrase}, "KEY");
  BOOST_REQUIRE(!key);
  return key.error();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(signing_keys)

BOOST_AUTO_TEST_CASE(ecdsa_signs_as_rfc_6979_has_it) {
  const auto key = SigningKey::of_pem(p256_key, {}, "KEY").value();

  BOOST_CHECK(key.kind() == SigningKey::Kind::ecdsa_p256);
  BOOST_TEST(
      ra::hex_of(key.sign("sample")) ==
      "3046022100efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716022100f7cb1c942d657c41d436c7a1b6e2"
      "9f65f3e900dbb9aff4064dc4ab2f843acda8");
  BOOST_TEST(
      ra::hex_of(key.sign("test")) ==
      "3045022100f1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d383670220019f4113742a2b14bd25926b49c649"
      "155f267e60d3814b4c0cc84250e46f0083");
}

BOOST_AUTO_TEST_CASE(ed25519_signs_as_rfc_8032_has_it) {
  const auto key = SigningKey::of_pem(ed25519_key, {}, "KEY").value();

  BOOST_CHECK(key.kind() == SigningKey::Kind::ed25519);
  BOOST_TEST(ra::hex_of(key.public_raw()) == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
  BOOST_TEST(
      ra::hex_of(key.sign("")) ==
      "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595b"
      "be24655141438e7a100b");
}

BOOST_AUTO_TEST_CASE(what_cannot_sign_is_told_by_the_name_of_its_variable) {
  BOOST_TEST(refused("").message == "KEY is not set: nothing can be signed");
  BOOST_TEST(refused("secret words").message == "KEY holds no private key that can be read");
  BOOST_TEST(refused("secret words").message.find("secret words") == std::string::npos);
  BOOST_CHECK(refused("x").code == Errc::config);
  BOOST_TEST(refused(other_curve).message == "KEY holds a key of another kind");
}

BOOST_AUTO_TEST_CASE(a_locked_key_needs_its_passphrase) {
  BOOST_TEST(refused(locked_key).hint == "it is locked: set `passphraseEnv`");
  BOOST_TEST(refused(locked_key, "wrong-pass").message == "KEY holds no private key that can be read");
  BOOST_TEST(SigningKey::of_pem(Secret{locked_key}, Secret{"secret-pass"}, "KEY").has_value());
}

BOOST_AUTO_TEST_SUITE_END()
