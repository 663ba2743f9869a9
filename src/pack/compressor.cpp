#include "pack/compressor.hpp"

#include "archive/compressor.hpp"
#include "archive/zstd_frame.hpp"

#include <algorithm>
#include <utility>

namespace ra::pack {

namespace {

constexpr unsigned most_threads = 16;

class Alone : public Compressor {
 public:
  Alone(const Compression& how, Frames frames, unsigned threads, const Sink& sink)
      : workers_{std::clamp(threads, 1U, most_threads)},
        inner_{payload_compressor(how, frames, workers_,
                                  [sink](const archive::Piece& piece) { return sink(piece.view()); })} {}

  Result<> add(std::string_view bytes) override { return inner_->write(bytes); }
  Result<> finish() override { return inner_->finish(); }

 private:
  archive::Workers workers_;
  std::unique_ptr<archive::Sink> inner_;
};

archive::Compression same_as(CompressionKind kind) {
  if (kind == CompressionKind::none) return archive::Compression::none;
  return kind == CompressionKind::gzip ? archive::Compression::gzip : archive::Compression::zstd;
}

}  // namespace

int level_of(const Compression& how) {
  if (how.level) return *how.level;
  // Those of zstd and xz; for gzip what rpmbuild and nFPM take is 9, which costs much and gains little.
  return how.kind == CompressionKind::zstd ? 3 : 6;
}

std::unique_ptr<Compressor> make_compressor(const Compression& how, unsigned threads, Sink sink) {
  return std::make_unique<Alone>(how, Frames::several, threads, sink);
}

std::unique_ptr<Compressor> make_single_compressor(const Compression& how, unsigned threads, Sink sink) {
  return std::make_unique<Alone>(how, Frames::one, threads, sink);
}

std::unique_ptr<archive::Sink> payload_compressor(const Compression& how, Frames frames, archive::Workers& workers,
                                                  archive::Take take) {
  if (how.kind == CompressionKind::xz) return xz_compressor(level_of(how), workers.count(), std::move(take));
  if (how.kind == CompressionKind::zstd && frames == Frames::one)
    return std::make_unique<archive::ZstdFrame>(level_of(how), workers, std::move(take));
  return std::make_unique<archive::Compressor>(same_as(how.kind), level_of(how), workers, std::move(take));
}

}  // namespace ra::pack
