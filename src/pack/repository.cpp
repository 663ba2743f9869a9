#include "pack/repository.hpp"

#include "base/text.hpp"
#include "base/try.hpp"
#include "pack/compressor.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ra::pack {

Error unreadable_metadata(std::string_view what) {
  return error(Errc::config, fmt::format("the metadata of the repository cannot be read: {}", what),
               "let the tool that made them make them anew from all packages");
}

bool stays_below(std::string_view path) {
  if (path.empty() || path.find('\0') != std::string_view::npos) return false;
  return std::ranges::none_of(split(path, '/'), [](std::string_view part) { return part.empty() || part == ".."; });
}

bool is_sha256(std::string_view text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

Result<std::string> packed_metadata(const std::string& text, const Compression& compression) {
  std::string out;
  const auto compressor = make_single_compressor(compression, 1, [&](std::string_view bytes) -> Result<> {
    out += bytes;
    return {};
  });
  RA_TRY(compressor->add(text));
  RA_TRY(compressor->finish());
  return out;
}

std::string_view metadata_ending(CompressionKind kind) {
  if (kind == CompressionKind::zstd) return ".zst";
  if (kind == CompressionKind::xz) return ".xz";
  return kind == CompressionKind::gzip ? ".gz" : "";
}

}  // namespace ra::pack
