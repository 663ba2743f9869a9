#include "pack/decompress.hpp"

#include "base/try.hpp"

#include <libdeflate.h>
#include <lzma.h>
#include <zstd.h>

#include <algorithm>
#include <memory>
#include <new>
#include <vector>

namespace ra::pack {

namespace {

Error damaged() { return error(Errc::config, "it is damaged, or larger than it says", "fetch it again"); }

// All members. How much a member comes to is found by trying: libdeflate has no other way.
Result<std::string> from_gzip(std::string_view bytes, std::uint64_t most) {
  const std::unique_ptr<libdeflate_decompressor, void (*)(libdeflate_decompressor*)> tool{
      libdeflate_alloc_decompressor(), libdeflate_free_decompressor};
  std::string all;
  while (!bytes.empty()) {
    std::uint64_t room = std::max<std::uint64_t>(std::uint64_t{1} << 16U, bytes.size() * 4);
    for (;; room *= 4) {
      room = std::min(room, most - all.size());
      std::string out(room, '\0');
      std::size_t used = 0;
      std::size_t made = 0;
      const auto result =
          libdeflate_gzip_decompress_ex(tool.get(), bytes.data(), bytes.size(), out.data(), out.size(), &used, &made);
      if (result == LIBDEFLATE_SUCCESS) {
        all.append(out, 0, made);
        bytes.remove_prefix(used);
        break;
      }
      if (result != LIBDEFLATE_INSUFFICIENT_SPACE || room == most - all.size()) return damaged();
    }
  }
  return all;
}

Result<std::string> from_zstd(std::string_view bytes, std::uint64_t most) {
  const std::unique_ptr<ZSTD_DCtx, std::size_t (*)(ZSTD_DCtx*)> tool{ZSTD_createDCtx(), ZSTD_freeDCtx};
  std::vector<char> piece(ZSTD_DStreamOutSize());
  ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
  std::string all;
  std::size_t left = 1;
  while (in.pos < in.size || left != 0) {
    ZSTD_outBuffer out{piece.data(), piece.size(), 0};
    left = ZSTD_decompressStream(tool.get(), &out, &in);
    const bool stuck = out.pos == 0 && in.pos == in.size && left != 0;
    if (ZSTD_isError(left) != 0 || stuck || out.pos > most - all.size()) return damaged();
    all.append(piece.data(), out.pos);
  }
  return all;
}

// All streams. A dictionary of xz -9 takes 65 MiB.
Result<std::string> from_xz(std::string_view bytes, std::uint64_t most) {
  constexpr std::uint64_t most_memory = std::uint64_t{128} << 20U;
  lzma_stream stream{};
  if (lzma_stream_decoder(&stream, most_memory, LZMA_CONCATENATED) != LZMA_OK) throw std::bad_alloc{};
  const std::unique_ptr<lzma_stream, void (*)(lzma_stream*)> ends{&stream, lzma_end};
  std::vector<char> piece(std::size_t{128} << 10U);
  stream.next_in = reinterpret_cast<const std::uint8_t*>(bytes.data());
  stream.avail_in = bytes.size();
  std::string all;
  for (;;) {
    stream.next_out = reinterpret_cast<std::uint8_t*>(piece.data());
    stream.avail_out = piece.size();
    const lzma_ret result = lzma_code(&stream, LZMA_FINISH);
    const std::size_t made = piece.size() - stream.avail_out;
    if ((result != LZMA_OK && result != LZMA_STREAM_END) || made > most - all.size()) return damaged();
    all.append(piece.data(), made);
    if (result == LZMA_STREAM_END) return all;
  }
}

}  // namespace

Result<std::string> decompressed(std::string_view bytes, std::uint64_t most) {
  if (bytes.starts_with("\x1f\x8b")) return from_gzip(bytes, most);
  if (bytes.starts_with("\x28\xb5\x2f\xfd")) return from_zstd(bytes, most);
  if (bytes.starts_with("\xfd"
                        "7zXZ"))
    return from_xz(bytes, most);
  if (bytes.size() > most) return damaged();
  return std::string{bytes};
}

}  // namespace ra::pack
