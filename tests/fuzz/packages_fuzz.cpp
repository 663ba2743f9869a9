// RPMs and repository metadata as strangers may write them.
#include "fuzz/hold.hpp"
#include "pack/decompress.hpp"
#include "pack/rpm_reader.hpp"
#include "pack/yum_repository.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace ra::fuzz {

namespace {

constexpr std::uint64_t most = 1U << 20U;

// What is said of a package is read again as it was written, whatever stands in it.
void hold_package(std::string_view bytes) {
  auto file = pack::parse_rpm(bytes);
  if (!file) return;
  hold(file->header_begin < file->header_end && file->header_end <= bytes.size(), "headers are within the file");
  file->sha256 = std::string(64, 'a');
  const pack::YumPackage package = pack::yum_package(*file, "a.rpm", 0);
  const auto files = pack::yum_metadata({{package}, {}}, {pack::CompressionKind::none, {}}, 0);
  hold(files.has_value(), "metadata can be made of every package");
  const auto read = pack::read_yum_repository([&](const std::string& path) -> Result<std::string> {
    for (const auto& one : *files) {
      if (one.path == path) return one.bytes;
    }
    return error(Errc::not_found, path);
  });
  hold(read.has_value() && read->packages.size() == 1, "metadata that we wrote can be read");
  hold(read->packages.front().primary == package.primary, "a package is kept as it was", package.primary);
  hold(read->packages.front().filelists == package.filelists, "its files are kept as they were", package.filelists);
  hold(read->packages.front().other == package.other, "its changes are kept as they were", package.other);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes{reinterpret_cast<const char*>(data), size};
  hold_package(bytes);
  const auto unpacked = pack::decompressed(bytes, most);
  hold(!unpacked || unpacked->size() <= most, "no more is unpacked than is allowed");
  static_cast<void>(pack::read_yum_repository([&](const std::string&) -> Result<std::string> { return bytes; }));
  return 0;
}

}  // namespace ra::fuzz
