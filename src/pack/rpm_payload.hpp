#pragma once

#include "pack/compressor.hpp"
#include "pack/entries.hpp"
#include "pack/rpm_metadata.hpp"

#include <cstdint>
#include <vector>

namespace ra::pack {

struct RpmPayload {
  PayloadDigests digests;
  std::uint64_t uncompressed_size = 0;
};

// Writes the payload to the sink, file by file, and takes all digests while the bytes go by.
Result<RpmPayload> write_payload(const std::vector<Entry>& entries, const Compression& compression, unsigned threads,
                                 const Sink& sink);

}  // namespace ra::pack
