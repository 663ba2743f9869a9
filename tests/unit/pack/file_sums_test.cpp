#include "pack/file_sums.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

using ra::Hash;
using ra::archive::Piece;
using ra::pack::FileSums;

namespace {

std::string md5(const std::string& text) {
  ra::Hasher hasher{Hash::md5};
  hasher.add(text);
  return hasher.hex();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(file_sums)

// Files that end with a piece, span several, and hold nothing, with what is no file between them.
BOOST_DATA_TEST_CASE(each_file_has_its_sum_however_the_stream_is_cut,
                     boost::unit_test::data::make({1, 2, 3, 5, 8, 100}), piece) {
  const std::vector<std::string> files{"", "eight-by", "x", "", "a longer text than any piece", "end"};
  FileSums sums{Hash::md5};
  std::string stream;
  std::vector<std::string> expected;
  for (const auto& file : files) {
    stream += "head";
    sums.expect(stream.size(), file.size());
    stream += file;
    expected.push_back(md5(file));
  }
  stream += "tail";

  for (std::size_t at = 0; at < stream.size(); at += static_cast<std::size_t>(piece))
    sums.add(Piece::copy_of(stream.substr(at, static_cast<std::size_t>(piece))));

  BOOST_TEST(sums.finish() == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
