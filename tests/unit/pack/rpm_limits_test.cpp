#include "pack/rpm_metadata.hpp"
#include "pack/rpm_seal.hpp"
#include "pack/rpm_tags.hpp"
#include "pack/tar_entry.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <string>
#include <vector>

using namespace ra::pack;

// Sizes that do not fit into 32 bits have tags of their own; what each says is only looked at here, as a file of four
// gigabytes takes its time.
namespace {

constexpr std::uint64_t limit = UINT32_MAX;

// Whether the index of a header names a tag.
bool has(const std::string& header, std::uint32_t tag) {
  std::string wanted;
  for (int shift = 24; shift >= 0; shift -= 8) wanted += static_cast<char>(tag >> static_cast<unsigned>(shift));
  const auto byte = [&](std::size_t at) { return static_cast<std::size_t>(static_cast<unsigned char>(header[at])); };
  const std::size_t count = byte(10) * 256 + byte(11);
  for (std::size_t i = 0; i < count; ++i) {
    if (header.compare(16 + i * 16, 4, wanted) == 0) return true;
  }
  return false;
}

std::string metadata(std::uint64_t size) {
  Package package;
  package.name = "foo";
  package.version.version = "1";
  Entry entry;
  entry.path = "/a";
  entry.size = size;
  const auto header = rpm_metadata(package, {entry}, "", 0);
  BOOST_REQUIRE(header);
  return header->bytes(rpm::tag::header_immutable);
}

std::string seal(std::uint64_t size, std::uint64_t payload) {
  const RpmSeal seal{std::string(40, 'a'), std::string(64, 'b'), std::string(16, 'c'), size, payload, "", ""};
  const auto bytes = rpm_seal(seal);
  BOOST_REQUIRE(bytes);
  return *bytes;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(rpm_limits)

BOOST_AUTO_TEST_CASE(a_file_of_up_to_four_gigabytes_has_the_tags_that_every_rpm_knows) {
  for (const std::uint64_t size : {limit - 1, limit}) {
    BOOST_TEST(has(metadata(size), rpm::tag::file_sizes));
    BOOST_TEST(has(metadata(size), rpm::tag::size));
    BOOST_TEST(!has(metadata(size), rpm::tag::long_file_sizes));
    BOOST_TEST(metadata(size).find("rpmlib(LargeFiles)") == std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(a_larger_one_has_those_for_large_files) {
  const std::string header = metadata(limit + 1);

  BOOST_TEST(!has(header, rpm::tag::file_sizes));
  BOOST_TEST(!has(header, rpm::tag::size));
  BOOST_TEST(has(header, rpm::tag::long_file_sizes));
  BOOST_TEST(has(header, rpm::tag::long_size));
  BOOST_TEST(header.find("rpmlib(LargeFiles)") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_sizes_of_a_package_grow_each_on_its_own) {
  BOOST_TEST(has(seal(limit, limit), rpm::signature_tag::size));
  BOOST_TEST(has(seal(limit, limit), rpm::signature_tag::payload_size));
  BOOST_TEST(has(seal(limit, limit + 1), rpm::signature_tag::size));
  BOOST_TEST(has(seal(limit, limit + 1), rpm::signature_tag::long_archive_size));
  BOOST_TEST(has(seal(limit + 1, limit + 1), rpm::signature_tag::long_size));
  BOOST_TEST(!has(seal(limit + 1, limit + 1), rpm::signature_tag::size));
}

BOOST_AUTO_TEST_CASE(tar_counts_in_octal_up_to_eight_gigabytes_and_then_in_binary) {
  constexpr std::uint64_t octal = (std::uint64_t{1} << 33U) - 1;
  Entry entry;
  entry.path = "/a";
  const auto size_of = [&](std::uint64_t size) {
    entry.size = size;
    return tar_entry(entry).substr(124, 12);
  };

  BOOST_TEST(size_of(octal - 1) == (std::string{"77777777776\0", 12}));
  BOOST_TEST(size_of(octal) == (std::string{"77777777777\0", 12}));
  BOOST_TEST(size_of(octal + 1) == (std::string{"\x80\0\0\0\0\0\0\x02\0\0\0\0", 12}));
}

BOOST_AUTO_TEST_SUITE_END()
