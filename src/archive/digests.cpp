#include "archive/digests.hpp"

namespace ra::archive {

std::string_view hash_name(Hash hash) {
  switch (hash) {
    case Hash::md5: return "md5";
    case Hash::sha1: return "sha1";
    case Hash::sha256: return "sha256";
    case Hash::sha512: return "sha512";
    case Hash::blake2b: return "blake2b";
  }
  return "";
}

Digester::Digester(const std::vector<Hash>& hashes) {
  for (const Hash hash : hashes) all_.emplace_back(hash, Hasher{hash});
}

void Digester::update(std::string_view bytes) {
  for (auto& [hash, sum] : all_) sum.add(bytes);
}

Digests Digester::finish() {
  Digests digests;
  for (auto& [hash, sum] : all_) digests[hash] = sum.hex();
  return digests;
}

}  // namespace ra::archive
