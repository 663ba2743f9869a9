#include "pack/digest.hpp"

#include <openssl/evp.h>

#include <stdexcept>

namespace ra::pack {

namespace {

const EVP_MD* algorithm(DigestKind kind) {
  if (kind == DigestKind::md5) return EVP_md5();
  if (kind == DigestKind::sha1) return EVP_sha1();
  return EVP_sha256();
}

}  // namespace

Digest::Digest(DigestKind kind) : context_{EVP_MD_CTX_new(), EVP_MD_CTX_free} {
  if (!context_ || EVP_DigestInit_ex(context_.get(), algorithm(kind), nullptr) != 1) throw std::runtime_error("digest");
}

void Digest::add(std::string_view bytes) { EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()); }

std::string Digest::bytes() {
  std::array<unsigned char, EVP_MAX_MD_SIZE> sum{};
  unsigned int size = 0;
  EVP_DigestFinal_ex(context_.get(), sum.data(), &size);
  return {sum.begin(), sum.begin() + size};
}

std::string Digest::hex() { return hex_of(bytes()); }

std::string hex_of(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    text += digits[byte >> 4U];
    text += digits[byte & 15U];
  }
  return text;
}

}  // namespace ra::pack
