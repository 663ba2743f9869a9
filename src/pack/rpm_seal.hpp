#pragma once

#include "base/error.hpp"

#include <cstdint>
#include <string>

namespace ra::pack {

// What the signature header of an RPM holds: digests, sizes and signatures of what follows it.
struct RpmSeal {
  std::string sha1;                // of the main header, in hexadecimal
  std::string sha256;              // the same
  std::string md5;                 // of main header and payload, 16 bytes
  std::uint64_t size = 0;          // of both
  std::uint64_t payload_size = 0;  // before it was compressed
  std::string header_signature;    // of OpenPGP; empty: not signed
  std::string whole_signature;     // of main header and payload, for rpm before 4.14
};

// Always this many bytes, so that it can be written when the rest stands already: rpm's own tools reserve as much.
constexpr std::size_t rpm_seal_size = 4096;

Result<std::string> rpm_seal(const RpmSeal& seal);

}  // namespace ra::pack
