#pragma once

#include <string>
#include <string_view>

struct evp_pkey_st;

namespace ra::attest {

// ECDSA on P-256 of a SHA-256 sum, with the number that must never be used twice made of key and sum (RFC 6979, 3.2)
// instead of thrown: OpenSSL does that from 3.2 on, Debian 12 has 3.0. As DER.
std::string ecdsa_signature(evp_pkey_st& key, std::string_view sum);

}  // namespace ra::attest
