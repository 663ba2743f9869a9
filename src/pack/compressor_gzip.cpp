#include "pack/compressor_pieces.hpp"

#include <libdeflate.h>

#include <stdexcept>
#include <utility>

namespace ra::pack {

namespace {

// A gzip file may be made of several members, one after the other (RFC 1952, 2.2), and every reader of packages knows:
// rpm and dpkg by zlib's gzread.
constexpr std::size_t member_size = std::size_t{1} << 20U;

std::string gzip_member(const std::string& bytes, int level) {
  const std::unique_ptr<libdeflate_compressor, void (*)(libdeflate_compressor*)> compressor{
      libdeflate_alloc_compressor(level), libdeflate_free_compressor};
  if (!compressor) throw std::bad_alloc{};
  std::string out(libdeflate_gzip_compress_bound(compressor.get(), bytes.size()), '\0');
  const auto size = libdeflate_gzip_compress(compressor.get(), bytes.data(), bytes.size(), out.data(), out.size());
  if (size == 0) throw std::logic_error("libdeflate needs more room than it said");
  out.resize(size);
  return out;
}

}  // namespace

std::unique_ptr<Compressor> gzip_compressor(int level, unsigned threads, Sink sink) {
  return compressor_of_pieces(
      member_size, threads, [level](const std::string& bytes) { return gzip_member(bytes, level); }, std::move(sink));
}

}  // namespace ra::pack
