#include "archive/checksums.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace ra::archive;

namespace {

const std::string md5 = "900150983cd24fb0d6963f7d28e17f72";
const std::string sha1 = "a9993e364706816aba3e25717850c26c9cd0d89d";
const std::string sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
const std::string sha512 =
    "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a"
    "9a"
    "c94fa54ca49f";

std::string name_in(const std::string& line) { return parse_checksums(line).value().at(0).name; }

}  // namespace

BOOST_AUTO_TEST_SUITE(archive_checksums)

// FIPS 180-4 and RFC 1321: the sums of "abc".
BOOST_AUTO_TEST_CASE(all_sums_come_of_one_reading_in_pieces) {
  Digester sums{{Hash::md5, Hash::sha1, Hash::sha256, Hash::sha512}};
  for (const char* piece : {"a", "", "bc"}) sums.update(piece);

  const Digests digests = sums.finish();

  BOOST_TEST(digests.at(Hash::md5) == md5);
  BOOST_TEST(digests.at(Hash::sha1) == sha1);
  BOOST_TEST(digests.at(Hash::sha256) == sha256);
  BOOST_TEST(digests.at(Hash::sha512) == sha512);
}

BOOST_AUTO_TEST_CASE(only_the_sums_that_were_asked_for_are_made) {
  BOOST_TEST(Digester{{Hash::sha256}}.finish().size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_line_is_written_as_sha1sum_does) {
  BOOST_TEST(checksum_line(sha1, "a b.zip") == sha1 + "  a b.zip\n");
  BOOST_TEST(checksum_line(sha1, "a\\b\nc") == "\\" + sha1 + "  a\\\\b\\nc\n");
}

BOOST_AUTO_TEST_CASE(what_is_written_is_read) {
  for (const std::string name : {"a b.zip", "a\\b\nc", " leading", "*star", "a  b"}) {
    BOOST_TEST(name_in(checksum_line(sha512, name)) == name);
  }
}

BOOST_AUTO_TEST_CASE(the_length_tells_which_sum_it_is) {
  const auto all = parse_checksums(md5 + "  a\n" + sha1 + "  b\r\n\n" + sha256 + "  c\n" + sha512 + "  d").value();

  BOOST_TEST_REQUIRE(all.size() == 4U);
  BOOST_TEST((all[0].hash == Hash::md5 && all[1].hash == Hash::sha1));
  BOOST_TEST((all[2].hash == Hash::sha256 && all[3].hash == Hash::sha512));
  BOOST_TEST(all[1].name == "b");
}

BOOST_AUTO_TEST_CASE(binary_marks_single_spaces_and_bare_digests_are_read) {
  BOOST_TEST(name_in(sha1 + " *a.zip") == "a.zip");
  BOOST_TEST(name_in(sha1 + " a.zip") == "a.zip");
  BOOST_TEST(name_in(sha1).empty());
  BOOST_TEST(name_in(sha1 + "  \n").empty());
}

BOOST_AUTO_TEST_CASE(what_bsd_programs_write_is_read) {
  const auto one = parse_checksums("SHA256 (a (1) = b.zip) = " + sha256).value().at(0);

  BOOST_TEST(one.name == "a (1) = b.zip");
  BOOST_TEST(one.digest == sha256);
}

BOOST_AUTO_TEST_CASE(capital_letters_are_the_same_digest) {
  BOOST_TEST(parse_checksums("A9993E364706816ABA3E25717850C26C9CD0D89D").value().at(0).digest == sha1);
}

BOOST_AUTO_TEST_CASE(what_is_no_checksum_is_an_error_that_says_the_line) {
  for (const std::string& bad :
       {sha1.substr(1), sha1 + "0", "<html>" + sha1, sha1 + "x  a", "SHA1 (a) = " + sha256, std::string{"  a"}}) {
    const auto read = parse_checksums(sha1 + "  a\n" + bad + "\n");
    BOOST_TEST_REQUIRE(read.has_error(), bad);
    BOOST_TEST((read.error().code == ra::Errc::config));
    BOOST_TEST(read.error().message.starts_with("line 2 is not a checksum: "), read.error().message);
  }
}

BOOST_AUTO_TEST_SUITE_END()
