#pragma once

#include "archive/digests.hpp"
#include "base/error.hpp"

namespace ra::archive {

// One line of a .sha1, .md5, .sha256 or .sha512sum file.
struct Checksum {
  Hash hash = Hash::sha1;
  std::string digest;  // hexadecimal, small letters
  std::string name;    // empty where the file has the bare digest, as Maven repositories do
};

// "digest  name\n" as sha1sum writes it; a name with a backslash or a line's end is escaped as it does.
std::string checksum_line(std::string_view digest, std::string_view name);

// What the GNU and BSD programs write ("digest  name", "digest *name", "SHA1 (name) = digest"), and the bare digest.
// Which sum it is, its length tells. An error (config) says the line.
Result<std::vector<Checksum>> parse_checksums(std::string_view text);

}  // namespace ra::archive
