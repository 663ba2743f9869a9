#include "archive/deflate.hpp"

#include <libdeflate.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <stdexcept>

namespace ra::archive {

namespace {

constexpr std::size_t window = std::size_t{32} << 10U;  // RFC 1951: how far back deflate looks

using DeflateState = std::unique_ptr<libdeflate_compressor, void (*)(libdeflate_compressor*)>;

// A megabyte that need not be made anew for each small file.
libdeflate_compressor* compressor(int level) {
  thread_local std::map<int, DeflateState> all;
  const auto found = all.find(level);
  if (found != all.end()) return found->second.get();
  DeflateState made{libdeflate_alloc_compressor(level), libdeflate_free_compressor};
  if (!made) throw std::bad_alloc{};
  return all.emplace(level, std::move(made)).first->second.get();
}

}  // namespace

std::uint32_t crc32(std::uint32_t before, std::string_view bytes) {
  return libdeflate_crc32(before, bytes.data(), bytes.size());
}

std::size_t deflate_whole(int level, std::string_view bytes, char* out, std::size_t room) {
  return libdeflate_deflate_compress(compressor(level), bytes.data(), bytes.size(), out, room);
}

std::size_t gzip_whole(int level, std::string_view bytes, char* out, std::size_t room) {
  return libdeflate_gzip_compress(compressor(level), bytes.data(), bytes.size(), out, room);
}

std::string deflate_block(int level, std::string_view before, std::string_view bytes, bool last) {
  z_stream stream{};
  if (deflateInit2(&stream, level, Z_DEFLATED, -MAX_WBITS, 9, Z_DEFAULT_STRATEGY) != Z_OK) throw std::bad_alloc{};
  const std::unique_ptr<z_stream, int (*)(z_streamp)> end{&stream, deflateEnd};
  before.remove_prefix(before.size() - std::min(before.size(), window));
  const auto raw = [](std::string_view text) { return reinterpret_cast<const Bytef*>(text.data()); };
  if (!before.empty()) deflateSetDictionary(&stream, raw(before), static_cast<uInt>(before.size()));
  // Of what deflateBound says nothing is left for the mark that ends a block.
  std::string out(deflateBound(&stream, static_cast<uLong>(bytes.size())) + 16, '\0');
  stream.next_in = const_cast<Bytef*>(raw(bytes));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const int done = deflate(&stream, last ? Z_FINISH : Z_SYNC_FLUSH);
  if (done != (last ? Z_STREAM_END : Z_OK) || stream.avail_in != 0) throw std::logic_error("deflate has no room");
  out.resize(out.size() - stream.avail_out);
  return out;
}

std::uint64_t sample_at(std::uint64_t size, std::size_t sample) {
  return (size - sample_size) / (sample_count - 1) * sample;
}

bool are_dense(std::string_view samples) {
  std::array<char, sample_count * sample_size> out;
  const std::size_t room = std::min(out.size(), samples.size()) / 100 * 99;
  return deflate_whole(1, samples, out.data(), room) == 0;
}

bool is_dense(std::string_view bytes) {
  if (bytes.size() < 2 * sample_count * sample_size) return false;
  std::string samples;
  for (std::size_t i = 0; i < sample_count; ++i) {
    samples += bytes.substr(static_cast<std::size_t>(sample_at(bytes.size(), i)), sample_size);
  }
  return are_dense(samples);
}

bool is_dense_stretch(std::string_view bytes) {
  constexpr std::size_t count = 4 * sample_count;
  constexpr std::size_t size = sample_size / 4;
  if (bytes.size() < 2 * count * size) return false;
  const std::size_t step = (bytes.size() - size) / (count - 1);
  std::string samples;
  for (std::size_t i = 0; i < count; ++i) samples += bytes.substr(i * step, size);
  return are_dense(samples);
}

}  // namespace ra::archive
