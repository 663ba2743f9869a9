#pragma once

#include "base/error.hpp"
#include "pack/package.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

// What the metadata of yum's and of apt's repositories share. Whether they lie in a folder or in a bucket is the
// caller's affair.
namespace ra::pack {

constexpr std::uint64_t most_metadata_bytes = std::uint64_t{1} << 30U;

struct RepositoryFile {
  std::string path;  // below the repository: "repodata/….xml.gz"
  std::string bytes;
};

// A file of the repository by its path; not_found when it is not there.
using RepositoryReader = std::function<Result<std::string>(const std::string& path)>;

Error unreadable_metadata(std::string_view what);

// Whether a path that a stranger wrote stays below the repository.
bool stays_below(std::string_view path);

// 64 hexadecimal digits in small letters: a SHA-256.
bool is_sha256(std::string_view text);

// One file of metadata, packed. The same text gives the same bytes.
Result<std::string> packed_metadata(const std::string& text, const Compression& compression);
std::string_view metadata_ending(CompressionKind kind);  // ".gz"

}  // namespace ra::pack
