#pragma once

#include "base/error.hpp"
#include "pack/entries.hpp"
#include "pack/package.hpp"
#include "pack/rpm_header.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace ra::pack {

// What is known of a payload only when it has been written. Texts of the right length stand in for it until then.
struct PayloadDigests {
  std::vector<std::string> files;  // of each entry, in hexadecimal; empty for what is no file
  std::string compressed;
  std::string uncompressed;
};

PayloadDigests unknown_digests(const std::vector<Entry>& entries);

// All of the main header but the digests.
Result<RpmHeader> rpm_metadata(const Package& package, const std::vector<Entry>& entries,
                               const std::filesystem::path& folder, std::int64_t built_at);

void set_digests(RpmHeader& header, const PayloadDigests& digests);

}  // namespace ra::pack
