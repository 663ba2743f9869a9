#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace ra::attest {

// A signature of OpenPGP as text, which a .asc holds (RFC 4880, 6.2).
std::string armoured_signature(std::string_view bytes);

// RFC 4880, 6.1
std::uint32_t crc24_of(std::string_view bytes);

}  // namespace ra::attest
