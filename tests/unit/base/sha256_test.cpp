#include "base/sha256.hpp"

#include "base/files.hpp"
#include "support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(sha256)

// FIPS 180-4, examples.
BOOST_AUTO_TEST_CASE(known_sums) {
  BOOST_TEST(ra::sha256_of("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  BOOST_TEST(ra::sha256_of("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  BOOST_TEST(ra::sha256_of(std::string(1'000'000, 'a')) ==
             "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

BOOST_AUTO_TEST_CASE(a_file_has_the_sum_of_its_bytes_whatever_its_size) {
  const ra::test::TemporaryFolder folder;
  for (const std::size_t size : {0U, 1U, 65'535U, 65'536U, 65'537U, 200'000U}) {
    const std::string bytes(size, 'x');
    BOOST_TEST_REQUIRE(ra::write_file(folder / "f", bytes).has_value());
    BOOST_TEST(ra::sha256_of_file(folder / "f").value() == ra::sha256_of(bytes));
  }
}

BOOST_AUTO_TEST_CASE(what_cannot_be_read_is_an_error) {
  const ra::test::TemporaryFolder folder;
  BOOST_TEST((ra::sha256_of_file(folder / "none").error().code == ra::Errc::config));
  BOOST_TEST(ra::sha256_of_file(folder.path()).has_error());
}

BOOST_AUTO_TEST_SUITE_END()
