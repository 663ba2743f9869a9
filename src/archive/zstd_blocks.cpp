#include "archive/zstd_blocks.hpp"

#include <algorithm>
#include <cstring>
#include <initializer_list>

namespace ra::archive::zstd {

namespace {

// 3.1.1.2: whether it is the last one, its kind, its size; the lowest bits first.
enum class BlockKind : unsigned { raw = 0, compressed = 2 };

std::string block_header(BlockKind kind, std::size_t size, bool last = false) {
  const std::size_t bits = (last ? 1U : 0U) | static_cast<std::size_t>(kind) << 1U | size << 3U;
  return {static_cast<char>(bits & 0xffU), static_cast<char>(bits >> 8U & 0xffU), static_cast<char>(bits >> 16U)};
}

std::string header(int window_log, unsigned descriptor) {
  constexpr int least_window_log = 10;
  std::string text = "\x28\xb5\x2f\xfd";
  text += static_cast<char>(descriptor);
  text += static_cast<char>(static_cast<unsigned>(window_log - least_window_log) << 3U);  // no mantissa
  return text;
}

std::string compressed_block(std::initializer_list<unsigned> content) {
  std::string text = block_header(BlockKind::compressed, content.size());
  for (const unsigned byte : content) text += static_cast<char>(byte);
  return text;
}

// 3.1.1.3.2.1: one sequence, whose three codes stand for themselves.
constexpr unsigned sequences = 1;
constexpr unsigned codes_as_bytes = 0b01'01'01'00;

bool is_run(std::string_view bytes) {
  return std::ranges::all_of(bytes, [first = bytes.front()](char c) { return c == first; });
}

}  // namespace

std::string frame_header(int window_log) { return header(window_log, 0b100); }

std::string plain_frame_header(int window_log) { return header(window_log, 0); }

std::string frame_end(std::uint64_t xxh64) {
  std::string text = block_header(BlockKind::raw, 0, true);
  for (unsigned shift = 0; shift < 32; shift += 8) text += static_cast<char>(xxh64 >> shift & 0xffU);
  return text;
}

std::string reset_offsets(char byte) {
  // Literals (3.1.1.3.1): the kind and the number in one byte; then the sequence: codes for the number of literals, the
  // distance and the length of the match, of which 0 means three bytes; then the bits that the code of the distance
  // leaves open (the distance and 3, less the highest bit), below the one that ends them.
  constexpr unsigned eight_equal = 8U << 3U | 1U;
  constexpr unsigned none = 0;
  return compressed_block(
             {eight_equal, static_cast<unsigned char>(byte), sequences, codes_as_bytes, 8, 3, 0, 0b1'011}) +
         compressed_block({none, sequences, codes_as_bytes, 0, 2, 0, 0b1'11}) +
         compressed_block({none, sequences, codes_as_bytes, 0, 2, 0, 0b1'00});
}

std::size_t last_run(std::string_view bytes) {
  // 17 equal bytes have eight among them that begin at a multiple of eight.
  constexpr std::size_t step = sizeof(std::uint64_t);
  constexpr std::uint64_t ones = 0x0101010101010101U;
  for (std::size_t at = bytes.size() / step * step; at >= step;) {
    at -= step;
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data() + at, step);
    if (word != (word & 0xffU) * ones) continue;
    // As far to the right as the run goes, and as it may.
    const std::size_t from = at < step ? 1 : at - step + 1;
    for (std::size_t start = std::min(at, bytes.size() - std::min(bytes.size(), reset_size)); start >= from; --start) {
      if (is_run(bytes.substr(start, reset_size))) return start;
    }
  }
  return std::string_view::npos;
}

}  // namespace ra::archive::zstd
