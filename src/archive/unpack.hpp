#pragma once

#include "archive/limits.hpp"
#include "archive/sink.hpp"
#include "base/input_file.hpp"

namespace ra::archive {

// Gives the bytes of a file to `out`, unpacked when it begins as gzip, zstd or xz do: all of their members. Refused
// (config): damage, an end that is too early, bzip2, and bombs. Does not finish the sink.
Result<> unpack(const InputFile& file, const Limits& limits, Sink& out);

// The same of a part of it, such as a member that was stored: from `begin`, so many bytes at most.
Result<> unpack(const InputFile& file, std::uint64_t begin, std::uint64_t size, const Limits& limits, Sink& out);

}  // namespace ra::archive
