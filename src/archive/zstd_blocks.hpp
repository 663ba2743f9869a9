#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

// Parts of a frame of zstd that are written by hand (RFC 8878), so that what several threads have compressed becomes
// one frame.
namespace ra::archive::zstd {

// Magic number and header: a window of 2^window_log bytes, a checksum at the end, no size.
std::string frame_header(int window_log);
// What ZSTD_compressStream2 begins a frame without checksum with.
std::string plain_frame_header(int window_log);
// The end: an empty block that is the last one, and the low half of the content's XXH64.
std::string frame_end(std::uint64_t xxh64);

// A frame's decoder begins with the repeat offsets 1, 4 and 8 (3.1.1.5), and a compressor that begins anew means these.
// In the middle of a frame they are others. A run of one byte lets us put them back: these blocks come to `reset_size`
// times that byte, by matches at the distances 8, 4 and 1, in that order.
constexpr std::size_t reset_size = 17;
std::string reset_offsets(char byte);

// The last place, but not the first byte, from which on that many bytes are equal; npos when there is none.
std::size_t last_run(std::string_view bytes);

}  // namespace ra::archive::zstd
