#include "attest/signatures.hpp"

#include "attest/envelope.hpp"
#include "base/base64.hpp"
#include "base/file_reader.hpp"
#include "base/hash.hpp"
#include "base/json.hpp"
#include "base/try.hpp"

#include <fmt/format.h>

namespace ra::attest {

namespace {

using json::Value;

// minisign names keys by eight bytes of any kind.
std::string minisign_id(const SigningKey& key) {
  Hasher sum{Hash::sha256};
  sum.add(key.public_raw());
  return sum.bytes().substr(0, 8);
}

Result<std::string> blake2b_of(const std::filesystem::path& path) {
  RA_TRY_ASSIGN(FileReader file, FileReader::open(path));
  Hasher sum{Hash::blake2b};
  for (;;) {
    RA_TRY_ASSIGN(const std::string_view piece, file.next());
    if (piece.empty()) return sum.bytes();
    sum.add(piece);
  }
}

}  // namespace

std::string dsse_envelope(const SigningKey& key, const std::string& payload_type, const std::string& payload) {
  Value signature = Value::object();
  signature.set("keyid", key.id()).set("sig", base64_of(key.sign(signed_bytes(payload_type, payload))));
  Value signatures = Value::array();
  signatures.push(std::move(signature));
  Value envelope = Value::object();
  envelope.set("payload", base64_of(payload)).set("payloadType", payload_type);
  envelope.set("signatures", std::move(signatures));
  return json::dump(envelope);
}

std::string sigstore_bundle(const SigningKey& key, const std::string& envelope) {
  Value hint = Value::object();
  hint.set("hint", key.id());
  Value material = Value::object();
  material.set("publicKey", std::move(hint)).set("tlogEntries", Value::array());
  Value timestamps = Value::object();
  timestamps.set("rfc3161Timestamps", Value::array());
  material.set("timestampVerificationData", std::move(timestamps));
  Value bundle = Value::object();
  bundle.set("mediaType", "application/vnd.dev.sigstore.bundle.v0.3+json");
  bundle.set("verificationMaterial", std::move(material)).set("dsseEnvelope", json::parse(envelope).value());
  return json::dump(bundle) + "\n";
}

// jedisct1.github.io/minisign, "Signature format": ED says that what is signed is the BLAKE2b sum.
Result<std::string> minisign_signature(const SigningKey& key, const std::filesystem::path& file, WallTime time) {
  RA_TRY_ASSIGN(const std::string sum, blake2b_of(file));
  const std::string signature = key.sign(sum);
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count();
  const std::string trusted = fmt::format("timestamp:{}\tfile:{}\thashed", seconds, file.filename().string());
  return fmt::format("untrusted comment: signature of {}\n{}\ntrusted comment: {}\n{}\n", file.filename().string(),
                     base64_of("ED" + minisign_id(key) + signature), trusted, base64_of(key.sign(signature + trusted)));
}

std::string minisign_public_key(const SigningKey& key) {
  return fmt::format("untrusted comment: minisign public key\n{}\n",
                     base64_of("Ed" + minisign_id(key) + key.public_raw()));
}

std::string file_signature(const SigningKey& key, const std::string& sha256_hex) {
  return key.sign_sha256(bytes_of_hex(sha256_hex));
}

}  // namespace ra::attest
