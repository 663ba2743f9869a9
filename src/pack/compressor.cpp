#include "pack/compressor.hpp"

#include <utility>

namespace ra::pack {

namespace {

class Plain : public Compressor {
 public:
  explicit Plain(Sink sink) : sink_{std::move(sink)} {}
  Result<> add(std::string_view bytes) override { return sink_(bytes); }
  Result<> finish() override { return {}; }

 private:
  Sink sink_;
};

}  // namespace

int level_of(const Compression& how) {
  if (how.level) return *how.level;
  // Those of zstd and xz; for gzip what rpmbuild and nFPM take is 9, which costs much and gains little.
  return how.kind == CompressionKind::zstd ? 3 : 6;
}

std::unique_ptr<Compressor> make_compressor(const Compression& how, unsigned threads, Sink sink) {
  switch (how.kind) {
    case CompressionKind::zstd: return zstd_compressor(level_of(how), threads, std::move(sink));
    case CompressionKind::xz: return xz_compressor(level_of(how), threads, std::move(sink));
    case CompressionKind::gzip: return gzip_compressor(level_of(how), threads, std::move(sink));
    case CompressionKind::none: break;
  }
  return std::make_unique<Plain>(std::move(sink));
}

std::unique_ptr<Compressor> make_single_compressor(const Compression& how, unsigned threads, Sink sink) {
  if (how.kind == CompressionKind::zstd) return zstd_stream_compressor(level_of(how), std::move(sink));
  return make_compressor(how, threads, std::move(sink));
}

}  // namespace ra::pack
