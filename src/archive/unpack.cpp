#include "archive/unpack.hpp"

#include "archive/inflate.hpp"
#include "base/try.hpp"

#include <fmt/format.h>
#include <lzma.h>
#include <zstd.h>

#include <algorithm>
#include <limits>
#include <memory>
#include <new>
#include <string>
#include <string_view>

namespace ra::archive {

namespace {

constexpr std::size_t unpack_piece = std::size_t{64} << 10U;
// xz -9 needs 65 MiB to unpack; whoever asks for more is told so.
constexpr std::uint64_t most_xz_memory = std::uint64_t{128} << 20U;
constexpr std::string_view gzip_magic = "\x1f\x8b";
constexpr std::string_view zstd_magic = "\x28\xb5\x2f\xfd";
constexpr std::string_view xz_magic =
    "\xfd"
    "7zXZ";
constexpr std::string_view bzip2_magic = "BZh";

Error damaged_form(std::string_view form) { return error(Errc::config, fmt::format("its {} data is damaged", form)); }
Error ends_too_early() { return error(Errc::config, "it ends too early"); }

// Counts what comes out beside what went in.
class Guard : public Sink {
 public:
  Guard(const Limits& limits, Sink& next) : limits_{limits}, next_{next} {}

  void packed(std::size_t size) { packed_ += size; }

  Result<> write(std::string_view bytes) override {
    unpacked_ += bytes.size();
    if (unpacked_ > limits_.most_bytes || is_bomb(packed_, unpacked_, limits_)) {
      return error(Errc::config,
                   fmt::format("it is a bomb: more than {} bytes come out of {}", unpacked_ - bytes.size(), packed_));
    }
    return next_.write(bytes);
  }

 private:
  const Limits& limits_;
  Sink& next_;
  std::uint64_t packed_ = 0;
  std::uint64_t unpacked_ = 0;
};

class Unpacker {
 public:
  virtual ~Unpacker() = default;
  virtual Result<> feed(std::string_view bytes, Sink& out) = 0;
  virtual Result<> finish(Sink& out) = 0;
};

class Plain : public Unpacker {
 public:
  Result<> feed(std::string_view bytes, Sink& out) override { return out.write(bytes); }
  Result<> finish(Sink& /*out*/) override { return {}; }
};

class Gzip : public Unpacker {
 public:
  Result<> feed(std::string_view bytes, Sink& out) override {
    while (!bytes.empty()) {
      if (inflater_.done()) inflater_.restart();
      const auto used = inflater_.feed(bytes, out);
      if (inflater_.damaged()) return damaged_form("gzip");
      RA_TRY(used);
      bytes.remove_prefix(*used);
    }
    return {};
  }

  Result<> finish(Sink& /*out*/) override {
    if (!inflater_.done()) return ends_too_early();
    return {};
  }

 private:
  Inflater inflater_{Inflater::Form::gzip};
};

class Zstd : public Unpacker {
 public:
  Zstd() : context_{ZSTD_createDCtx(), ZSTD_freeDCtx}, piece_(unpack_piece, '\0') {
    if (!context_) throw std::bad_alloc{};
  }

  Result<> feed(std::string_view bytes, Sink& out) override {
    ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
    for (bool more = true; more;) {
      ZSTD_outBuffer made{piece_.data(), piece_.size(), 0};
      left_ = ZSTD_decompressStream(context_.get(), &made, &in);
      if (ZSTD_isError(left_) != 0) return damaged_form("zstd");
      if (made.pos > 0) RA_TRY(out.write(std::string_view{piece_}.substr(0, made.pos)));
      more = in.pos < in.size || made.pos == made.size;
    }
    return {};
  }

  Result<> finish(Sink& /*out*/) override {
    if (left_ != 0) return ends_too_early();
    return {};
  }

 private:
  std::unique_ptr<ZSTD_DCtx, std::size_t (*)(ZSTD_DCtx*)> context_;
  std::string piece_;
  std::size_t left_ = 1;  // 0 at the end of a frame
};

class Xz : public Unpacker {
 public:
  Xz() : piece_(unpack_piece, '\0') {
    if (lzma_stream_decoder(&stream_, most_xz_memory, LZMA_CONCATENATED) != LZMA_OK) throw std::bad_alloc{};
  }
  Xz(const Xz&) = delete;
  Xz& operator=(const Xz&) = delete;
  ~Xz() override { lzma_end(&stream_); }

  Result<> feed(std::string_view bytes, Sink& out) override {
    packed_.assign(bytes);
    stream_.next_in = reinterpret_cast<const std::uint8_t*>(packed_.data());
    stream_.avail_in = packed_.size();
    return code(LZMA_RUN, out);
  }

  // What follows one stream may be another, so that only the end says that it is the end.
  Result<> finish(Sink& out) override {
    RA_TRY(code(LZMA_FINISH, out));
    if (!ended_) return ends_too_early();
    return {};
  }

 private:
  Result<> code(lzma_action action, Sink& out) {
    for (bool more = true; more && !ended_;) {
      stream_.next_out = reinterpret_cast<std::uint8_t*>(piece_.data());
      stream_.avail_out = piece_.size();
      const lzma_ret done = lzma_code(&stream_, action);
      if (done == LZMA_MEMLIMIT_ERROR)
        return error(Errc::config, fmt::format("it needs more than {} MiB to unpack", most_xz_memory >> 20U));
      ended_ = done == LZMA_STREAM_END;
      if (done != LZMA_OK && done != LZMA_BUF_ERROR && !ended_) return damaged_form("xz");
      const std::size_t made = piece_.size() - stream_.avail_out;
      if (made > 0) RA_TRY(out.write(std::string_view{piece_}.substr(0, made)));
      more = stream_.avail_out == 0;
    }
    return {};
  }

  lzma_stream stream_ = LZMA_STREAM_INIT;
  std::string packed_;
  std::string piece_;
  bool ended_ = false;
};

Result<std::unique_ptr<Unpacker>> unpacker_for(std::string_view beginning) {
  if (beginning.starts_with(gzip_magic)) return std::make_unique<Gzip>();
  if (beginning.starts_with(zstd_magic)) return std::make_unique<Zstd>();
  if (beginning.starts_with(xz_magic)) return std::make_unique<Xz>();
  if (beginning.starts_with(bzip2_magic))
    return error(Errc::config, "it is packed by bzip2", "gzip, zstd and xz can be read");
  return std::make_unique<Plain>();
}

}  // namespace

Result<> unpack(const InputFile& file, const Limits& limits, Sink& out) {
  return unpack(file, 0, std::numeric_limits<std::uint64_t>::max(), limits, out);
}

Result<> unpack(const InputFile& file, std::uint64_t begin, std::uint64_t size, const Limits& limits, Sink& out) {
  Guard guard{limits, out};
  std::unique_ptr<Unpacker> unpacker;
  std::string piece(unpack_piece, '\0');
  for (std::uint64_t at = begin, left = size;;) {
    const std::size_t most = std::min<std::uint64_t>(left, piece.size());
    RA_TRY_ASSIGN(const std::size_t got, file.read_at(at, piece.data(), most));
    const std::string_view bytes{piece.data(), got};
    if (!unpacker) {
      RA_TRY_ASSIGN(unpacker, unpacker_for(bytes));
    }
    if (got == 0) return unpacker->finish(guard);
    guard.packed(got);
    RA_TRY(unpacker->feed(bytes, guard));
    at += got;
    left -= got;
  }
}

}  // namespace ra::archive
