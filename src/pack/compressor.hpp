#pragma once

#include "archive/sink.hpp"
#include "archive/workers.hpp"
#include "base/error.hpp"
#include "pack/package.hpp"

#include <functional>
#include <memory>
#include <string_view>

namespace ra::pack {

using Sink = std::function<Result<>(std::string_view)>;

// Bytes in, compressed bytes out to a sink. The result depends on the bytes and the level alone: not on how many
// threads work on it, nor on the pieces that it was given in.
class Compressor {
 public:
  virtual ~Compressor() = default;
  virtual Result<> add(std::string_view bytes) = 0;
  virtual Result<> finish() = 0;  // once, at the end
};

std::unique_ptr<Compressor> make_compressor(const Compression& how, unsigned threads, Sink sink);
// The same, as one frame of zstd.
std::unique_ptr<Compressor> make_single_compressor(const Compression& how, unsigned threads, Sink sink);

// The same for the payload of a package, whose pieces others work with, too. zstd: as several frames, or as one, since
// dpkg-deb 1.21 stops after the first. The workers must outlive it.
enum class Frames { several, one };
std::unique_ptr<archive::Sink> payload_compressor(const Compression& how, Frames frames, archive::Workers& workers,
                                                  archive::Take take);

// The level that is used where none is given.
int level_of(const Compression& how);

std::unique_ptr<archive::Sink> xz_compressor(int level, unsigned threads, archive::Take take);

}  // namespace ra::pack
