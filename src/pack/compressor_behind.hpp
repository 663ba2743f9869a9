#pragma once

#include "pack/compressor.hpp"

namespace ra::pack {

// Lets another compressor work on a thread of its own while the caller reads what comes next. Its sink is called from
// there, too, but never after finish() has returned.
std::unique_ptr<Compressor> compressor_behind(std::unique_ptr<Compressor> inner);

}  // namespace ra::pack
