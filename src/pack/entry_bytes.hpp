#pragma once

#include "pack/compressor.hpp"
#include "pack/entries.hpp"

namespace ra::pack {

// The content of a file, in pieces. It must have the size that it had when it was found: what grows or shrinks
// while it is packed is an error.
Result<> for_each_piece(const Entry& entry, const Sink& take);

}  // namespace ra::pack
