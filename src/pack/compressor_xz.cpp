#include "base/try.hpp"
#include "pack/compressor.hpp"

#include <fmt/format.h>
#include <lzma.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <stdexcept>
#include <utility>
#include <vector>

namespace ra::pack {

namespace {

// Blocks of a fixed size, so that the result does not depend on the number of threads. Small, because each thread
// holds one in memory and one of what comes out of it.
constexpr std::uint64_t block_size = 4U << 20U;

class Xz : public archive::Sink {
 public:
  Xz(int level, unsigned threads, archive::Take take) : take_{std::move(take)}, out_(std::size_t{128} << 10U) {
    lzma_options_lzma lzma{};
    if (lzma_lzma_preset(&lzma, static_cast<std::uint32_t>(level)))
      throw std::logic_error("this xz does not know a level");
    // A dictionary larger than a block would only cost memory.
    lzma.dict_size = std::min<std::uint32_t>(lzma.dict_size, block_size);
    std::array<lzma_filter, 2> filters{lzma_filter{LZMA_FILTER_LZMA2, &lzma}, lzma_filter{LZMA_VLI_UNKNOWN, nullptr}};
    lzma_mt how{};
    how.threads = std::clamp(threads, 1U, 16U);
    how.block_size = block_size;
    how.filters = filters.data();
    how.check = LZMA_CHECK_CRC32;  // what rpmbuild and dpkg-deb use, too
    if (lzma_stream_encoder_mt(&stream_, &how) != LZMA_OK) throw std::bad_alloc{};
  }
  Xz(const Xz&) = delete;
  Xz& operator=(const Xz&) = delete;
  ~Xz() override { lzma_end(&stream_); }

  Result<> write(std::string_view bytes) override {
    stream_.next_in = reinterpret_cast<const std::uint8_t*>(bytes.data());
    stream_.avail_in = bytes.size();
    while (stream_.avail_in > 0) RA_TRY(step(LZMA_RUN));
    return {};
  }

  Result<> finish() override {
    while (!ended_) RA_TRY(step(LZMA_FINISH));
    return {};
  }

 private:
  Result<> step(lzma_action action) {
    stream_.next_out = out_.data();
    stream_.avail_out = out_.size();
    const lzma_ret result = lzma_code(&stream_, action);
    ended_ = result == LZMA_STREAM_END;
    if (result != LZMA_OK && !ended_)
      return error(Errc::internal, fmt::format("compressing with xz: error {}", static_cast<int>(result)));
    const std::size_t made = out_.size() - stream_.avail_out;
    if (made == 0) return {};
    return take_(archive::Piece::copy_of({reinterpret_cast<const char*>(out_.data()), made}));
  }

  archive::Take take_;
  lzma_stream stream_{};
  std::vector<std::uint8_t> out_;
  bool ended_ = false;
};

}  // namespace

std::unique_ptr<archive::Sink> xz_compressor(int level, unsigned threads, archive::Take take) {
  return std::make_unique<Xz>(level, threads, std::move(take));
}

}  // namespace ra::pack
