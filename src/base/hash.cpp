#include "base/hash.hpp"

#include "base/file_reader.hpp"
#include "base/same_secret.hpp"
#include "base/try.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <stdexcept>

namespace ra {

namespace {

const EVP_MD* algorithm(Hash hash) {
  switch (hash) {
    case Hash::md5: return EVP_md5();
    case Hash::sha1: return EVP_sha1();
    case Hash::sha256: return EVP_sha256();
    case Hash::sha512: return EVP_sha512();
    case Hash::blake2b: return EVP_blake2b512();
  }
  return nullptr;
}

}  // namespace

Hasher::Hasher(Hash hash) : context_{EVP_MD_CTX_new(), EVP_MD_CTX_free} {
  if (!context_ || EVP_DigestInit_ex(context_.get(), algorithm(hash), nullptr) != 1)
    throw std::runtime_error("no such hash");
}

void Hasher::add(std::string_view bytes) { EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()); }

std::string Hasher::bytes() {
  std::array<unsigned char, EVP_MAX_MD_SIZE> sum{};
  unsigned size = 0;
  EVP_DigestFinal_ex(context_.get(), sum.data(), &size);
  return {sum.begin(), sum.begin() + size};
}

std::string Hasher::hex() { return hex_of(bytes()); }

Result<std::string> hash_of_file(const std::filesystem::path& path, Hash hash) {
  RA_TRY_ASSIGN(FileReader file, FileReader::open(path));
  Hasher sum{hash};
  for (;;) {
    RA_TRY_ASSIGN(const std::string_view piece, file.next());
    if (piece.empty()) return sum.hex();
    sum.add(piece);
  }
}

std::string hmac_sha256(std::string_view key, std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> sum{};
  unsigned size = 0;
  const auto* const bytes = reinterpret_cast<const unsigned char*>(text.data());
  if (HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), bytes, text.size(), sum.data(), &size) == nullptr)
    throw std::runtime_error("no such hash");
  return {sum.begin(), sum.begin() + size};
}

bool same_secret(std::string_view one, std::string_view other) {
  constexpr std::string_view any_key = "same_secret";
  const std::string a = hmac_sha256(any_key, one);
  const std::string b = hmac_sha256(any_key, other);
  return CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

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

std::string bytes_of_hex(std::string_view hex) {
  const auto digit = [](char c) { return static_cast<unsigned>(c <= '9' ? c - '0' : c - 'a' + 10); };
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
    bytes += static_cast<char>((digit(hex[i]) << 4U) | digit(hex[i + 1]));
  return bytes;
}

}  // namespace ra
