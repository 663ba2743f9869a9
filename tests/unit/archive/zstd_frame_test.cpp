#include "archive/zstd_frame.hpp"

#include "archive/zstd_blocks.hpp"
#include "archive_samples.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <zstd.h>

#include <algorithm>
#include <ostream>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace ra::archive;
using ra::test::noise;
using ra::test::words;

namespace {

constexpr std::size_t block = 2U << 20U;

struct Sample {
  const char* name;
  std::string text;
};
std::ostream& operator<<(std::ostream& out, const Sample& sample) { return out << sample.name; }

// What tar is: much that repeats at a few distances, and a run before each file.
std::string files(std::size_t size, std::size_t each) {
  const std::string text = words(size);
  std::string out;
  for (std::size_t at = 0; at < size; at += each) out += std::string(200, '\0') + text.substr(at, each);
  return out;
}

std::string repeated(const std::string& text, std::size_t size) {
  std::string out = text;
  while (out.size() < size) out += text;
  return out.substr(0, size);
}

// Matches at the distances that a decoder knows at the beginning, also right behind a run.
std::string short_distances(std::size_t size) {
  std::string out;
  for (unsigned i = 0; out.size() < size; ++i) {
    out +=
        std::string(20, 'x') + "abcdabcdabcdabcd" + std::to_string(i) + "12345678123456781234567812345678" + "yyyyyy";
  }
  return out;
}

const std::vector<Sample> samples{
    {"nothing", ""},
    {"one byte", "a"},
    {"less than a block", words(block - 1)},
    {"a block", words(block)},
    {"more than a block", words(block + 1)},
    {"large files without runs", words(3 * block + 5)},
    {"small files", files(4 * block, 3000)},
    {"files as large as blocks", files(4 * block, block - 200)},
    {"noise", noise(2 * block + 99)},
    {"noise between files", files(block, 9999) + noise(block) + words(2 * block) + files(block, 77) + noise(5)},
    {"one byte, again and again", std::string(3 * block + 1, 'a')},
    {"a run at the end of a block", words(block - 17) + std::string(17, 'b') + words(block)},
    {"a run across the end of a block", words(block - 8) + std::string(17, 'b') + words(block)},
    {"lines that repeat", repeated("a line that comes again, " + std::string(30, '-') + "\n", 3 * block)},
    {"short distances", short_distances(3 * block)},
};

std::string packed(const std::string& text, unsigned threads, std::size_t piece) {
  Workers workers{threads};
  std::string out;
  ZstdFrame frame{3, workers, [&](const Piece& one) -> ra::Result<> {
                    out += one.view();
                    return {};
                  }};
  for (std::string_view rest = text; !rest.empty(); rest.remove_prefix(std::min(piece, rest.size())))
    BOOST_REQUIRE(frame.write(rest.substr(0, piece)));
  BOOST_REQUIRE(frame.finish());
  return out;
}

// zstd holds the bytes against the sum at the end.
std::string unpacked(const std::string& bytes, std::size_t size) {
  std::string out(size, '\0');
  const std::size_t result = ZSTD_decompress(out.data(), out.size(), bytes.data(), bytes.size());
  BOOST_REQUIRE_MESSAGE(ZSTD_isError(result) == 0, ZSTD_getErrorName(result));
  out.resize(result);
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(zstd_frame)

BOOST_DATA_TEST_CASE(what_was_packed_is_one_frame_and_comes_out_again, samples, sample) {
  const std::string bytes = packed(sample.text, 3, 1U << 18U);

  BOOST_TEST(ZSTD_findFrameCompressedSize(bytes.data(), bytes.size()) == bytes.size());
  BOOST_TEST((unpacked(bytes, sample.text.size()) == sample.text));
}

BOOST_DATA_TEST_CASE(the_result_depends_neither_on_threads_nor_on_pieces, samples, sample) {
  const std::string bytes = packed(sample.text, 1, sample.text.size() + 1);

  BOOST_TEST((packed(sample.text, 5, 99'991) == bytes));
}

// Stretches of all kinds and lengths, so that blocks end in all of them.
BOOST_DATA_TEST_CASE(whatever_comes_comes_out_again, boost::unit_test::data::xrange(6U), seed) {
  std::mt19937 random{seed};
  const std::string text = words(300'000);
  const std::string dense = noise(300'000, seed);
  std::string all;
  while (all.size() < 3 * block) {
    const std::size_t size = random() % 4 == 0 ? random() % 300'000 : random() % 300;
    const std::size_t from = random() % (300'000 - size);
    switch (random() % 4) {
      case 0: all += text.substr(from, size); break;
      case 1: all += dense.substr(from, size); break;
      case 2: all += std::string(random() % 40, static_cast<char>(random() % 256)); break;
      default: all += repeated(dense.substr(from, 1 + random() % 12), size); break;
    }
  }

  BOOST_TEST((unpacked(packed(all, 3, 1U << 18U), all.size()) == all));
}

BOOST_AUTO_TEST_CASE(what_does_not_shrink_hardly_grows) {
  const std::string text = noise(4 * block);

  BOOST_TEST(packed(text, 2, block).size() < text.size() + text.size() / 8192);
}

BOOST_AUTO_TEST_CASE(cutting_costs_little) {
  const std::string text = files(8 * block, 3000);

  const std::string bytes = packed(text, 2, block);

  std::string whole(ZSTD_compressBound(text.size()), '\0');
  const std::size_t size = ZSTD_compress(whole.data(), whole.size(), text.data(), text.size(), 3);
  BOOST_TEST(bytes.size() < size + size / 50);
}

BOOST_AUTO_TEST_CASE(an_error_of_the_sink_is_passed_on) {
  Workers workers{2};
  ZstdFrame frame{3, workers, [](const Piece&) -> ra::Result<> { return ra::error(ra::Errc::internal, "no space"); }};

  ra::Result<> result = frame.write(noise(9 * block));

  BOOST_REQUIRE(!result);
  BOOST_TEST(result.error().message == "no space");
}

BOOST_DATA_TEST_CASE(a_run_is_long_enough_or_not,
                     boost::unit_test::data::make({16, 17, 18}) ^ boost::unit_test::data::make({-1, 1000, 1001}), size,
                     where) {
  const std::string text = noise(1000) + std::string(static_cast<std::size_t>(size), 'c') + noise(1000, 9);

  const std::size_t found = zstd::last_run(text);

  BOOST_TEST((found == std::string::npos ? -1 : static_cast<int>(found)) == where);
}

BOOST_AUTO_TEST_CASE(a_run_is_found_wherever_it_begins) {
  for (std::size_t before = 1; before < 40; ++before) {
    for (std::size_t behind = 0; behind < 20; ++behind) {
      const std::string text = noise(before) + std::string(17, 'c') + noise(behind, 9);
      BOOST_TEST(zstd::last_run(text) == before);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_run_at_the_first_byte_is_none) {
  BOOST_TEST(zstd::last_run(std::string(17, 'c')) == std::string::npos);
  BOOST_TEST(zstd::last_run(std::string(18, 'c')) == 1U);
  BOOST_TEST(zstd::last_run("") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(offsets_are_put_back_by_seventeen_bytes) {
  Xxh64 sum;
  sum.add(std::string(17, 'q'));

  const std::string bytes = zstd::frame_header(21) + zstd::reset_offsets('q') + zstd::frame_end(sum.value());

  BOOST_TEST(unpacked(bytes, zstd::reset_size) == std::string(17, 'q'));
}

// python-xxhash's README has the third.
BOOST_AUTO_TEST_CASE(xxh64_is_what_others_make) {
  const std::vector<std::pair<std::string, std::uint64_t>> known{
      {"", 0xef46db3751d8e999U},
      {"a", 0xd24ec4f1a98c6e5bU},
      {"Nobody inspects the spammish repetition", 0xfbcea83c8a378bf1U}};
  for (const auto& [text, value] : known) {
    Xxh64 sum;
    for (const char c : text) sum.add({&c, 1});
    BOOST_TEST(sum.value() == value);
  }
}

BOOST_AUTO_TEST_SUITE_END()
