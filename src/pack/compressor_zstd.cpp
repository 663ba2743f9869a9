#include "pack/compressor_pieces.hpp"

#include <zstd.h>

#include <stdexcept>
#include <utility>

namespace ra::pack {

namespace {

// Frames one after the other are one file (RFC 8878, 3.1). zstd's own threads are not used: Debian's static library is
// built without them. The window of levels up to 9 is at most 4 MiB (zstd's clevels.h), so such frames cost nothing
// worth.
constexpr int last_fast_level = 9;
constexpr std::size_t frame_size = std::size_t{4} << 20U;
constexpr std::size_t slow_frame_size = std::size_t{16} << 20U;

std::string zstd_frame(const std::string& bytes, int level) {
  const std::unique_ptr<ZSTD_CCtx, std::size_t (*)(ZSTD_CCtx*)> context{ZSTD_createCCtx(), ZSTD_freeCCtx};
  if (!context) throw std::bad_alloc{};
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_compressionLevel, level);
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_checksumFlag, 1);
  std::string out(ZSTD_compressBound(bytes.size()), '\0');
  const std::size_t size = ZSTD_compress2(context.get(), out.data(), out.size(), bytes.data(), bytes.size());
  if (ZSTD_isError(size) != 0) throw std::logic_error(ZSTD_getErrorName(size));
  out.resize(size);
  return out;
}

}  // namespace

std::unique_ptr<Compressor> zstd_compressor(int level, unsigned threads, Sink sink) {
  return compressor_of_pieces(
      level <= last_fast_level ? frame_size : slow_frame_size, threads,
      [level](const std::string& bytes) { return zstd_frame(bytes, level); }, std::move(sink));
}

}  // namespace ra::pack
