#include "archive/zstd_frame.hpp"

#include "archive/compressor.hpp"
#include "archive/zstd_blocks.hpp"
#include "base/try.hpp"

#include <zstd.h>

#include <algorithm>
#include <atomic>
#include <new>
#include <stdexcept>
#include <string>
#include <utility>

namespace ra::archive {

namespace {

constexpr int fast_window_log = 21;  // of level 3; a block's size, so that more would not help
constexpr int slow_window_log = 23;
constexpr std::size_t encoder_size = std::size_t{4} << 20U;  // of a fast level: tables, and a window of its own

std::size_t checked(std::size_t result) {
  if (ZSTD_isError(result) != 0) throw std::runtime_error(std::string{"zstd: "} + ZSTD_getErrorName(result));
  return result;
}

}  // namespace

class ZstdFrame::Encoder {
 public:
  Encoder(int level, int window_log) : context_{ZSTD_createCCtx(), ZSTD_freeCCtx}, window_log_{window_log} {
    if (!context_) throw std::bad_alloc{};
    ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_compressionLevel, level);
    ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_windowLog, window_log);
    ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_contentSizeFlag, 0);
  }

  // One that no job holds is as good as new.
  bool try_to_take() {
    if (taken_.exchange(true, std::memory_order_acquire)) return false;
    ZSTD_CCtx_reset(context_.get(), ZSTD_reset_session_only);
    begun_ = false;
    return true;
  }
  void give_back() { taken_.store(false, std::memory_order_release); }

  // Blocks without a frame around them.
  std::size_t compress(std::string_view bytes, char* to, std::size_t room) {
    ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
    ZSTD_outBuffer out{to, room, 0};
    const std::size_t left = checked(ZSTD_compressStream2(context_.get(), &out, &in, ZSTD_e_flush));
    if (left != 0 || in.pos != in.size) throw std::logic_error("zstd needs more room than it should");
    if (begun_) return out.pos;
    begun_ = true;
    const std::string header = zstd::plain_frame_header(window_log_);
    if (!std::string_view{to, out.pos}.starts_with(header))
      throw std::logic_error("zstd begins a frame in another way than is known");
    std::copy(to + header.size(), to + out.pos, to);
    return out.pos - header.size();
  }

 private:
  std::unique_ptr<ZSTD_CCtx, std::size_t (*)(ZSTD_CCtx*)> context_;
  int window_log_;
  bool begun_ = false;
  std::atomic<bool> taken_ = true;
};

ZstdFrame::ZstdFrame(int level, Workers& workers, Take take)
    : level_{level},
      block_size_{block_size(Compression::zstd, level)},
      window_log_{block_size_ > std::size_t{1} << fast_window_log ? slow_window_log : fast_window_log},
      workers_{workers},
      take_{std::move(take)},
      packed_{take_},
      blocks_{block_size_, [this](const Piece& block) { return cut(block); }} {}

ZstdFrame::~ZstdFrame() = default;

Result<> ZstdFrame::write(std::string_view bytes) {
  sum_.add(bytes);
  return blocks_.write(bytes);
}

Result<> ZstdFrame::finish() {
  RA_TRY(blocks_.finish());
  if (!encoder_) RA_TRY(take_(Piece::copy_of(zstd::frame_header(window_log_))));
  RA_TRY(packed_.finish());
  return take_(Piece::copy_of(zstd::frame_end(sum_.value())));
}

// What comes behind the last run begins the next block: it is written once more.
Result<> ZstdFrame::cut(const Piece& block) {
  const std::size_t run = block.size() < block_size_ ? std::string_view::npos : zstd::last_run(block.view());
  const bool found = run != std::string_view::npos;
  RA_TRY(pack(found ? block.part(0, run) : block, found));
  at_run_ = found;
  return found ? blocks_.write(block.view().substr(run)) : Result<>{};
}

std::shared_ptr<ZstdFrame::Encoder> ZstdFrame::new_encoder() {
  for (const auto& one : encoders_) {
    if (one->try_to_take()) return one;
  }
  return encoders_.emplace_back(std::make_shared<Encoder>(level_, window_log_));
}

Result<> ZstdFrame::pack(const Piece& piece, bool last_of_encoder) {
  if (!encoder_) RA_TRY(take_(Piece::copy_of(zstd::frame_header(window_log_))));
  const bool goes_on = encoder_ && !at_run_;
  if (goes_on) packed_.wait();
  if (!goes_on) encoder_ = new_encoder();
  const auto job = [piece = piece, memory = memory_, encoder = encoder_, reset = at_run_, last_of_encoder]() mutable {
    const std::size_t room = room_for_block(piece.size());
    Buffer buffer = memory.take(room);
    std::string_view bytes = piece.view();
    std::size_t size = 0;
    if (reset) {
      const std::string blocks = zstd::reset_offsets(bytes.front());
      std::ranges::copy(blocks, buffer.data());
      size = blocks.size();
      bytes.remove_prefix(zstd::reset_size);
    }
    size += encoder->compress(bytes, buffer.data() + size, room - size);
    if (last_of_encoder) encoder->give_back();
    return std::move(buffer).piece(size);
  };
  return packed_.add(workers_.run(job), most_blocks(block_size_, workers_, encoder_size));
}

}  // namespace ra::archive
