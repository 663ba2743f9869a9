#include "archive/inflate.hpp"

#include "base/try.hpp"

#include <zlib.h>

#include <algorithm>
#include <limits>
#include <new>

namespace ra::archive {

namespace {

constexpr std::size_t inflate_piece = std::size_t{64} << 10U;
constexpr int gzip_only = 16;  // zlib's way of saying so, added to the size of the window

}  // namespace

Inflater::Inflater(Form form)
    : stream_{std::make_unique<z_stream>()}, piece_{std::make_unique_for_overwrite<char[]>(inflate_piece)} {
  const int window = form == Form::raw ? -MAX_WBITS : MAX_WBITS + gzip_only;
  if (inflateInit2(stream_.get(), window) != Z_OK) throw std::bad_alloc{};
}

Inflater::~Inflater() { inflateEnd(stream_.get()); }

void Inflater::restart() {
  inflateReset(stream_.get());
  done_ = false;
}

Result<std::size_t> Inflater::feed(std::string_view bytes, Sink& out) {
  const std::size_t given = std::min<std::size_t>(bytes.size(), std::numeric_limits<uInt>::max());
  stream_->next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(bytes.data()));
  stream_->avail_in = static_cast<uInt>(given);
  while (!done_) {
    stream_->next_out = reinterpret_cast<Bytef*>(piece_.get());
    stream_->avail_out = inflate_piece;
    const int said = inflate(stream_.get(), Z_NO_FLUSH);
    if (said == Z_MEM_ERROR) throw std::bad_alloc{};
    if (said != Z_OK && said != Z_STREAM_END && said != Z_BUF_ERROR) {
      damaged_ = true;
      return error(Errc::config, "the compressed data is damaged");
    }
    const std::size_t made = inflate_piece - stream_->avail_out;
    if (made > 0) RA_TRY(out.write({piece_.get(), made}));
    done_ = said == Z_STREAM_END;
    if (stream_->avail_in == 0 && stream_->avail_out > 0) break;
  }
  return given - stream_->avail_in;
}

}  // namespace ra::archive
