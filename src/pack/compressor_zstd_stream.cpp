#include "base/try.hpp"
#include "pack/compressor.hpp"
#include "pack/compressor_behind.hpp"

#include <zstd.h>

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace ra::pack {

namespace {

class ZstdStream : public Compressor {
 public:
  ZstdStream(int level, Sink sink)
      : sink_{std::move(sink)}, context_{ZSTD_createCCtx(), ZSTD_freeCCtx}, out_(ZSTD_CStreamOutSize()) {
    if (!context_) throw std::bad_alloc{};
    ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_compressionLevel, level);
    ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_checksumFlag, 1);
  }

  Result<> add(std::string_view bytes) override {
    ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
    while (in.pos < in.size) RA_TRY(step(in, ZSTD_e_continue));
    return {};
  }

  Result<> finish() override {
    ZSTD_inBuffer nothing{nullptr, 0, 0};
    do {
      RA_TRY(step(nothing, ZSTD_e_end));
    } while (left_ != 0);
    return {};
  }

 private:
  Result<> step(ZSTD_inBuffer& in, ZSTD_EndDirective directive) {
    ZSTD_outBuffer out{out_.data(), out_.size(), 0};
    left_ = ZSTD_compressStream2(context_.get(), &out, &in, directive);
    if (ZSTD_isError(left_) != 0)
      return error(Errc::internal, std::string{"compressing with zstd: "} + ZSTD_getErrorName(left_));
    if (out.pos == 0) return {};
    return sink_({out_.data(), out.pos});
  }

  Sink sink_;
  std::unique_ptr<ZSTD_CCtx, std::size_t (*)(ZSTD_CCtx*)> context_;
  std::vector<char> out_;
  std::size_t left_ = 0;
};

}  // namespace

std::unique_ptr<Compressor> zstd_stream_compressor(int level, Sink sink) {
  return compressor_behind(std::make_unique<ZstdStream>(level, std::move(sink)));
}

}  // namespace ra::pack
