#pragma once

#include "base/error.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace ra::pack {

// What gzip, xz or zstd made of a text, told by its first bytes; anything else is taken as it is. More than `most`
// bytes are an error before they are kept.
Result<std::string> decompressed(std::string_view bytes, std::uint64_t most);

}  // namespace ra::pack
