#pragma once

#include "pack/compressor.hpp"

#include <functional>
#include <string>

namespace ra::pack {

// Cuts its input into pieces of `size` bytes, hands them to as many threads, and writes what each comes to one after
// the other: for formats in which several compressed files in a row are one compressed file.
std::unique_ptr<Compressor> compressor_of_pieces(std::size_t size, unsigned threads,
                                                 std::function<std::string(const std::string&)> compress, Sink sink);

}  // namespace ra::pack
