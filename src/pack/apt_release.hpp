#pragma once

#include "base/error.hpp"
#include "base/time.hpp"
#include "pack/deb_fields.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

// The file Release of a suite, which names all its other metadata by their sums; InRelease is the same with a signature
// around it (wiki.debian.org/DebianRepository/Format).
namespace ra::pack {

struct AptSum {
  std::string sha256;
  std::uint64_t size = 0;
};

struct AptRelease {
  DebFields fields;                     // without the sums
  std::map<std::string, AptSum> files;  // by their paths below the suite; MD5 and SHA-1 are let go
};

// Of the text of Release or of InRelease. The signature is not checked.
Result<AptRelease> parse_release(std::string_view text);
std::string release_text(const AptRelease& release);

// RFC 4880, 7: what stands in a text signed in clear; a text that is not is it.
std::string without_signature(std::string_view text);

// "Sat, 14 Jan 2026 10:26:03 UTC"
std::string release_date(WallTime time);

// Renews Date, and Valid-Until by as much as it was valid for.
void renew(AptRelease& release, WallTime now);

}  // namespace ra::pack
