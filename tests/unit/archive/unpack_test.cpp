#include "archive/unpack.hpp"

#include "archive_samples.hpp"
#include "base/files.hpp"
#include "support/temporary_folder.hpp"

#include <lzma.h>
#include <boost/test/unit_test.hpp>

using ra::archive::Limits;
using ra::test::words;

namespace {

struct Heard final : ra::archive::Sink {
  std::string text;
  ra::Result<> write(std::string_view bytes) override {
    text += bytes;
    return {};
  }
};

std::string in_xz(const std::string& text) {
  std::string out(lzma_stream_buffer_bound(text.size()), '\0');
  std::size_t used = 0;
  const auto* from = reinterpret_cast<const std::uint8_t*>(text.data());
  auto* to = reinterpret_cast<std::uint8_t*>(out.data());
  if (lzma_easy_buffer_encode(0, LZMA_CHECK_CRC64, nullptr, from, text.size(), to, &used, out.size()) != LZMA_OK)
    throw std::runtime_error("not packed");
  out.resize(used);
  return out;
}

// Says that it needs another dictionary (xz-file-format, 5.3.1): 29 is one of 96 MiB, 30 of 128 MiB.
std::string with_dictionary(std::string packed, char bits) {
  const std::size_t header = 12;
  const std::size_t size = (static_cast<unsigned char>(packed[header]) + 1U) * 4U;
  const auto property = packed.find(std::string{'\x21', '\x01'}, header);
  packed[property + 2] = bits;
  const std::uint32_t sum = lzma_crc32(reinterpret_cast<const std::uint8_t*>(packed.data()) + header, size - 4, 0);
  for (unsigned i = 0; i < 4; ++i) packed[header + size - 4 + i] = static_cast<char>(sum >> (8 * i));
  return packed;
}

struct UnpackBench {
  ra::test::TemporaryFolder folder;

  std::string unpacked(const std::string& bytes, const Limits& limits = {}) const {
    ra::write_file(folder / "f", bytes).value();
    const auto file = ra::InputFile::open(folder / "f").value();
    Heard heard;
    const auto done = ra::archive::unpack(file, limits, heard);
    if (done) return heard.text;
    BOOST_TEST((done.error().code == ra::Errc::config));
    return "! " + done.error().message;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(unpacking_xz, UnpackBench)

BOOST_AUTO_TEST_CASE(what_xz_has_packed_comes_out_also_of_several_streams) {
  const std::string large = words(1'000'000);

  BOOST_CHECK(unpacked(in_xz(large)) == large);
  BOOST_CHECK(unpacked(in_xz("one") + in_xz(large) + in_xz("")) == "one" + large);
}

BOOST_AUTO_TEST_CASE(one_that_is_cut_or_damaged_is_refused) {
  const std::string whole = in_xz(words(200'000));
  for (const std::size_t cut : {1U, 12U, 100U})
    BOOST_TEST(unpacked(whole.substr(0, whole.size() - cut)) == "! it ends too early", cut);
  std::string flipped = whole;
  flipped[whole.size() / 2] ^= 1;
  BOOST_TEST(unpacked(flipped) == "! its xz data is damaged");
}

BOOST_AUTO_TEST_CASE(no_more_memory_than_the_limit) {
  const std::string packed = in_xz("text");

  BOOST_TEST(unpacked(with_dictionary(packed, 29)) == "text");
  BOOST_TEST(unpacked(with_dictionary(packed, 30)) == "! it needs more than 128 MiB to unpack");
  BOOST_TEST(unpacked(with_dictionary(packed, 31)) == "! it needs more than 128 MiB to unpack");
}

BOOST_AUTO_TEST_CASE(a_bomb_is_refused_here_too) {
  const Limits limits{.most_bytes = 10'000'000, .most_ratio = 100, .free_size = 100'000, .most_members = 10};

  BOOST_TEST(unpacked(in_xz(std::string(3'000'000, ' ')), limits).starts_with("! it is a bomb: "));
}

BOOST_AUTO_TEST_SUITE_END()
