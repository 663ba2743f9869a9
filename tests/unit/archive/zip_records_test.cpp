#include "archive/zip_records.hpp"

#include "archive/little_endian.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <string>

using namespace ra::archive;

namespace {

constexpr std::uint64_t four_gib = std::uint64_t{1} << 32U;

zip::Member sized(std::uint64_t size) {
  zip::Member member;
  member.name = "f";
  member.size = size;
  member.packed_size = size;
  return member;
}

std::string local(std::uint64_t size) { return zip::local_header(sized(size), {}); }
std::string central(std::uint64_t size) { return zip::central_header(sized(size), {}); }

std::string moment(const std::string& text) {
  const zip::Stamp stamp = zip::stamp(ra::parse_utc(text).value());
  return std::to_string(1980 + (stamp.date >> 9U)) + "-" + std::to_string(stamp.date >> 5U & 15U) + "-" +
         std::to_string(stamp.date & 31U) + " " + std::to_string(stamp.time >> 11U) + ":" +
         std::to_string(stamp.time >> 5U & 63U) + ":" + std::to_string((stamp.time & 31U) * 2);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(archive_zip_records)

// 4 GiB - 1 is the mark of "see zip64": the largest size that stands in 32 bits is one less.
BOOST_AUTO_TEST_CASE(a_local_header_of_four_gib_less_one_has_a_zip64_field) {
  BOOST_TEST(local(four_gib - 2).size() == zip::local_size + 1);
  for (const std::uint64_t size : {four_gib - 1, four_gib, four_gib + 1}) {
    const std::string header = local(size);
    BOOST_TEST_REQUIRE(header.size() == zip::local_size + 1 + 20, size);
    BOOST_TEST(get<std::uint16_t>(header, 4) == 45U);
    BOOST_TEST(get<std::uint32_t>(header, 18) == zip::in_zip64);
    BOOST_TEST(get<std::uint32_t>(header, 22) == zip::in_zip64);
    BOOST_TEST(get<std::uint64_t>(header, zip::local_size + 1 + 4) == size);
    BOOST_TEST(get<std::uint64_t>(header, zip::local_size + 1 + 12) == size);
  }
}

BOOST_AUTO_TEST_CASE(a_central_header_has_in_zip64_what_does_not_fit) {
  BOOST_TEST(central(four_gib - 2).size() == zip::central_size + 1);
  for (const std::uint64_t size : {four_gib - 1, four_gib, four_gib + 1}) {
    const std::string header = central(size);
    BOOST_TEST_REQUIRE(header.size() == zip::central_size + 1 + 20, size);
    BOOST_TEST(get<std::uint32_t>(header, 24) == zip::in_zip64);
    BOOST_TEST(get<std::uint64_t>(header, zip::central_size + 1 + 4) == size);
  }
}

BOOST_AUTO_TEST_CASE(a_member_that_was_packed_small_has_its_size_alone_in_zip64) {
  zip::Member member = sized(four_gib);
  member.method = zip::deflated;
  member.packed_size = 7;

  const std::string header = zip::central_header(member, {});

  BOOST_TEST_REQUIRE(header.size() == zip::central_size + 1 + 12);
  BOOST_TEST(get<std::uint32_t>(header, 20) == 7U);
  BOOST_TEST(get<std::uint64_t>(header, zip::central_size + 1 + 4) == four_gib);
}

BOOST_AUTO_TEST_CASE(a_member_beyond_four_gib_has_its_place_in_zip64) {
  for (const std::uint64_t offset : {four_gib - 2, four_gib - 1, four_gib}) {
    zip::Member member = sized(1);
    member.offset = offset;
    const std::string header = zip::central_header(member, {});
    const bool wide = offset != four_gib - 2;
    BOOST_TEST(header.size() == zip::central_size + 1 + (wide ? 12U : 0U), offset);
    BOOST_TEST(get<std::uint32_t>(header, 42) == (wide ? zip::in_zip64 : offset));
    if (wide) BOOST_TEST(get<std::uint64_t>(header, zip::central_size + 1 + 4) == offset);
  }
}

BOOST_AUTO_TEST_CASE(from_65535_members_on_the_end_is_in_zip64) {
  BOOST_TEST(zip::end_records(65'534, 10, 20).size() == zip::end_size);
  for (const std::uint64_t members : {65'535U, 65'536U}) {
    const std::string records = zip::end_records(members, 10, 20);
    BOOST_TEST_REQUIRE(records.size() == zip::end64_size + zip::end64_locator_size + zip::end_size);
    BOOST_TEST(get<std::uint64_t>(records, 32) == members);
    BOOST_TEST(get<std::uint64_t>(records, zip::end64_size + 8) == 30U);
    BOOST_TEST(get<std::uint16_t>(records, zip::end64_size + zip::end64_locator_size + 10) == 65'535U);
  }
}

BOOST_AUTO_TEST_CASE(a_directory_that_begins_beyond_four_gib_is_in_zip64) {
  BOOST_TEST(zip::end_records(1, four_gib - 2, 20).size() == zip::end_size);
  for (const std::uint64_t offset : {four_gib - 1, four_gib, four_gib + 1}) {
    const std::string records = zip::end_records(1, offset, 20);
    BOOST_TEST_REQUIRE(records.size() == zip::end64_size + zip::end64_locator_size + zip::end_size);
    BOOST_TEST(get<std::uint64_t>(records, 48) == offset);
  }
}

BOOST_AUTO_TEST_CASE(times_are_those_of_dos_in_utc) {
  BOOST_TEST(moment("2026-01-14T10:26:03Z") == "2026-1-14 10:26:2");
  BOOST_TEST(moment("2026-01-14T00:26:03+02:00") == "2026-1-13 22:26:2");
}

BOOST_AUTO_TEST_CASE(times_that_dos_cannot_say_become_the_nearest) {
  BOOST_TEST(moment("1970-01-01T00:00:00Z") == "1980-1-1 0:0:0");
  BOOST_TEST(moment("1979-12-31T23:59:59Z") == "1980-1-1 0:0:0");
  BOOST_TEST(moment("1980-01-01T00:00:02Z") == "1980-1-1 0:0:2");
  BOOST_TEST(moment("2107-12-31T23:59:58Z") == "2107-12-31 23:59:58");
  BOOST_TEST(moment("2108-01-01T00:00:00Z") == "2107-12-31 23:59:58");
}

BOOST_AUTO_TEST_SUITE_END()
