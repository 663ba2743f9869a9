#include "attest/armour.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

using namespace ra::attest;

BOOST_AUTO_TEST_SUITE(armour)

// The check values of CRC-24/OPENPGP (reveng.sourceforge.io/crc-catalogue).
BOOST_AUTO_TEST_CASE(the_sum_is_that_of_openpgp) {
  BOOST_TEST(crc24_of("123456789") == 0x21CF02U);
  BOOST_TEST(crc24_of("") == 0xB704CEU);
}

BOOST_AUTO_TEST_CASE(lines_have_64_letters) {
  const auto lines_of = [](std::size_t size) {
    const std::string text = armoured_signature(std::string(size, 'x'));
    return std::count(text.begin(), text.end(), '\n') - 4;  // head, empty line, sum, foot
  };
  BOOST_TEST(lines_of(47) == 1);
  BOOST_TEST(lines_of(48) == 1);
  BOOST_TEST(lines_of(49) == 2);
}

BOOST_AUTO_TEST_CASE(it_looks_as_gpg_writes_it) {
  BOOST_TEST(armoured_signature("123456789") ==
             "-----BEGIN PGP SIGNATURE-----\n\nMTIzNDU2Nzg5\n=Ic8C\n-----END PGP SIGNATURE-----\n");
}

BOOST_AUTO_TEST_SUITE_END()
