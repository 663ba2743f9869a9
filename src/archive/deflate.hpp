#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace ra::archive {

// The sum of zip and gzip; begins with 0.
std::uint32_t crc32(std::uint32_t before, std::string_view bytes);

// Raw deflate of all bytes at once into `room` bytes at `out`: how many it took, or 0 when they do not suffice.
// The same bytes on every machine.
std::size_t deflate_whole(int level, std::string_view bytes, char* out, std::size_t room);
// The same as a gzip file, without name and time.
std::size_t gzip_whole(int level, std::string_view bytes, char* out, std::size_t room);

// One block of a longer stream, so that several threads can make it: ends at a byte, and the next one follows. `before`
// are the bytes that come before it in the stream, of which the last 32 KiB count.
std::string deflate_block(int level, std::string_view before, std::string_view bytes, bool last);

// Whether deflate would hardly make it smaller (by less than a hundredth), judged by a few samples; false when it is
// so small that trying costs less.
bool is_dense(std::string_view bytes);
// The same of a stretch of a stream, in which small files of several kinds may lie: by more and smaller samples.
bool is_dense_stretch(std::string_view bytes);
// The places to look at in a file of that size, and how many bytes there.
constexpr std::size_t sample_count = 4;
constexpr std::size_t sample_size = std::size_t{8} << 10U;
std::uint64_t sample_at(std::uint64_t size, std::size_t sample);
bool are_dense(std::string_view samples);

}  // namespace ra::archive
