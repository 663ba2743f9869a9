#pragma once

#include "attest/signing_key.hpp"
#include "base/time.hpp"

#include <filesystem>
#include <string>

// Signatures in the forms that public tools verify.
namespace ra::attest {

// DSSE (secure-systems-lab/dsse, envelope.md): one line of a .intoto.jsonl.
std::string dsse_envelope(const SigningKey& key, const std::string& payload_type, const std::string& payload);

constexpr const char* in_toto_type = "application/vnd.in-toto+json";

// The same in a bundle that sigstore's verifiers read with the public key in hand (bundle v0.3).
std::string sigstore_bundle(const SigningKey& key, const std::string& envelope);

// What `minisign -V` reads, of Ed25519 alone; the file is read once, a piece at a time.
Result<std::string> minisign_signature(const SigningKey& key, const std::filesystem::path& file, WallTime time);
std::string minisign_public_key(const SigningKey& key);

// What `openssl dgst -sha256 -verify` reads, of ECDSA and RSA.
std::string file_signature(const SigningKey& key, const std::string& sha256_hex);

}  // namespace ra::attest
