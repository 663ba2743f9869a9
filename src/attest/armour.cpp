#include "attest/armour.hpp"

#include "base/base64.hpp"

namespace ra::attest {

namespace {

constexpr std::size_t line_length = 64;  // RFC 4880, 6.3: at most 76; this is gpg's

}  // namespace

std::uint32_t crc24_of(std::string_view bytes) {
  constexpr std::uint32_t start = 0xB704CEU;
  constexpr std::uint32_t polynomial = 0x1864CFBU;
  std::uint32_t sum = start;
  for (const char byte : bytes) {
    sum ^= std::uint32_t{static_cast<unsigned char>(byte)} << 16U;
    for (int bit = 0; bit < 8; ++bit) {
      sum <<= 1U;
      if ((sum & 0x1000000U) != 0) sum ^= polynomial;
    }
  }
  return sum & 0xFFFFFFU;
}

std::string armoured_signature(std::string_view bytes) {
  std::string text = "-----BEGIN PGP SIGNATURE-----\n\n";
  const std::string all = base64_of(bytes);
  for (std::size_t at = 0; at < all.size(); at += line_length) text += all.substr(at, line_length) + "\n";
  std::string sum;
  for (const unsigned shift : {16U, 8U, 0U}) sum.push_back(static_cast<char>(crc24_of(bytes) >> shift));
  return text + "=" + base64_of(sum) + "\n-----END PGP SIGNATURE-----\n";
}

}  // namespace ra::attest
