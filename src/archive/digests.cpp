#include "archive/digests.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <array>
#include <stdexcept>
#include <utility>

namespace ra::archive {

namespace {

const EVP_MD* algorithm(Hash hash) {
  switch (hash) {
    case Hash::md5: return EVP_md5();
    case Hash::sha1: return EVP_sha1();
    case Hash::sha256: return EVP_sha256();
    case Hash::sha512: return EVP_sha512();
  }
  return nullptr;
}

}  // namespace

std::string_view hash_name(Hash hash) {
  switch (hash) {
    case Hash::md5: return "md5";
    case Hash::sha1: return "sha1";
    case Hash::sha256: return "sha256";
    case Hash::sha512: return "sha512";
  }
  return "";
}

class Digester::One {
 public:
  explicit One(Hash hash) : hash_{hash}, context_{EVP_MD_CTX_new(), EVP_MD_CTX_free} {
    if (!context_ || EVP_DigestInit_ex(context_.get(), algorithm(hash), nullptr) != 1) {
      throw std::runtime_error("no digest " + std::string{hash_name(hash)});
    }
  }

  void update(std::string_view bytes) { EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()); }

  std::pair<Hash, std::string> finish() {
    std::array<unsigned char, EVP_MAX_MD_SIZE> sum{};
    unsigned size = 0;
    EVP_DigestFinal_ex(context_.get(), sum.data(), &size);
    std::string text;
    for (unsigned i = 0; i < size; ++i) text += fmt::format("{:02x}", sum[i]);
    return {hash_, text};
  }

 private:
  Hash hash_;
  std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context_;
};

Digester::Digester(const std::vector<Hash>& hashes) {
  for (const Hash hash : hashes) all_.emplace_back(hash);
}
Digester::~Digester() = default;
Digester::Digester(Digester&&) noexcept = default;

void Digester::update(std::string_view bytes) {
  for (One& one : all_) one.update(bytes);
}

Digests Digester::finish() {
  Digests digests;
  for (One& one : all_) digests.insert(one.finish());
  return digests;
}

}  // namespace ra::archive
