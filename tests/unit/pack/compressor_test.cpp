#include "pack/compressor.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <libdeflate.h>
#include <lzma.h>
#include <zstd.h>

#include <memory>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

using namespace ra::pack;

namespace {

struct How {
  CompressionKind kind;
  const char* name;
};
std::ostream& operator<<(std::ostream& out, const How& how) { return out << how.name; }

const std::vector<How> hows{{CompressionKind::zstd, "zstd"},
                            {CompressionKind::xz, "xz"},
                            {CompressionKind::gzip, "gzip"},
                            {CompressionKind::none, "none"}};

// Neither all the same nor noise.
std::string sample(std::size_t size) {
  static std::string text;
  unsigned state = static_cast<unsigned>(text.size()) + 1;
  while (text.size() < size) {
    state = state * 1664525U + 1013904223U;
    text += "line " + std::to_string(state >> 20U) + "\n";
  }
  return text.substr(0, size);
}

std::string compressed(const How& how, const std::string& text, unsigned threads, std::size_t piece) {
  std::string out;
  const auto compressor = make_compressor({how.kind, 1}, threads, [&](std::string_view bytes) -> ra::Result<> {
    out += bytes;
    return {};
  });
  for (std::string_view rest = text; !rest.empty(); rest.remove_prefix(std::min(piece, rest.size())))
    BOOST_REQUIRE(compressor->add(rest.substr(0, piece)));
  BOOST_REQUIRE(compressor->finish());
  return out;
}

std::string unpacked_zstd(const std::string& bytes, std::size_t size) {
  std::string out(size, '\0');
  out.resize(ZSTD_decompress(out.data(), out.size(), bytes.data(), bytes.size()));
  return out;
}

std::string unpacked_xz(const std::string& bytes, std::size_t size) {
  std::string out(size, '\0');
  std::uint64_t memory = std::uint64_t{1} << 30U;
  std::size_t in_at = 0;
  std::size_t out_at = 0;
  const auto result =
      lzma_stream_buffer_decode(&memory, 0, nullptr, reinterpret_cast<const std::uint8_t*>(bytes.data()), &in_at,
                                bytes.size(), reinterpret_cast<std::uint8_t*>(out.data()), &out_at, out.size());
  BOOST_TEST(static_cast<int>(result) == static_cast<int>(LZMA_OK));
  out.resize(out_at);
  return out;
}

std::string unpacked_gzip(const std::string& bytes, std::size_t size) {
  const std::unique_ptr<libdeflate_decompressor, void (*)(libdeflate_decompressor*)> tool{
      libdeflate_alloc_decompressor(), libdeflate_free_decompressor};
  std::string all;
  for (std::size_t at = 0; at < bytes.size();) {
    std::string out(size + 1, '\0');
    std::size_t used = 0;
    std::size_t made = 0;
    const auto result = libdeflate_gzip_decompress_ex(tool.get(), bytes.data() + at, bytes.size() - at, out.data(),
                                                      out.size(), &used, &made);
    BOOST_REQUIRE(result == LIBDEFLATE_SUCCESS);
    all += out.substr(0, made);
    at += used;
  }
  return all;
}

std::string unpacked(const How& how, const std::string& bytes, std::size_t size) {
  if (how.kind == CompressionKind::zstd) return unpacked_zstd(bytes, size);
  if (how.kind == CompressionKind::xz) return unpacked_xz(bytes, size);
  if (how.kind == CompressionKind::gzip) return unpacked_gzip(bytes, size);
  return bytes;
}

// Around the size at which gzip begins another member.
const std::vector<std::size_t> sizes{0, 1, (1U << 20U) - 1, 1U << 20U, (1U << 20U) + 1};
// Around the size at which zstd begins another frame.
const std::vector<std::size_t> frames{(2U << 20U) - 1, 2U << 20U, (2U << 20U) + 1};

}  // namespace

BOOST_AUTO_TEST_SUITE(compressor)

BOOST_DATA_TEST_CASE(what_is_unpacked_is_what_was_packed, boost::unit_test::data::make(hows) * sizes, how, size) {
  const std::string text = sample(size);

  const std::string packed = compressed(how, text, 2, 1U << 16U);

  BOOST_TEST((unpacked(how, packed, size) == text));
}

BOOST_DATA_TEST_CASE(frames_of_zstd_are_joined, frames, size) {
  const std::string text = sample(size);

  const std::string packed = compressed(hows.front(), text, 2, 1U << 16U);

  BOOST_TEST((unpacked(hows.front(), packed, size) == text));
}

BOOST_DATA_TEST_CASE(the_result_depends_neither_on_threads_nor_on_pieces, hows, how) {
  const std::string text = sample((4U << 20U) + 17);

  const std::string packed = compressed(how, text, 1, text.size());

  BOOST_TEST((compressed(how, text, 3, 1U << 16U) == packed));
  BOOST_TEST((compressed(how, text, 2, 777'777) == packed));
}

BOOST_DATA_TEST_CASE(an_error_of_the_sink_is_passed_on, hows, how) {
  const std::string text = sample(4U << 20U);
  const auto compressor = make_compressor(
      {how.kind, 1}, 2, [](std::string_view) -> ra::Result<> { return ra::error(ra::Errc::internal, "no space"); });

  ra::Result<> result = compressor->add(text);
  if (result) result = compressor->finish();

  BOOST_REQUIRE(!result);
  BOOST_TEST(result.error().message == "no space");
}

BOOST_AUTO_TEST_SUITE_END()
