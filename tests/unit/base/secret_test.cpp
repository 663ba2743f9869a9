#include "base/secret.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(secrets)

BOOST_AUTO_TEST_CASE(a_secret_is_masked_as_it_is_and_as_it_stands_in_a_url) {
  ra::Redactor redact;
  redact.add(ra::Secret{"tok/en+1234"});

  BOOST_TEST(redact("a tok/en+1234 b tok%2Fen%2B1234 c") == "a *** b *** c");
}

BOOST_AUTO_TEST_CASE(of_two_secrets_the_longer_is_masked_whole) {
  ra::Redactor redact;
  redact.add(ra::Secret{"abcdef"});
  redact.add(ra::Secret{"abcdefghij"});

  BOOST_TEST(redact("abcdefghij") == "***");
}

BOOST_AUTO_TEST_CASE(a_very_short_secret_does_not_destroy_the_text) {
  ra::Redactor redact;
  redact.add(ra::Secret{"a"});

  BOOST_TEST(redact("banana") == "banana");
}

BOOST_AUTO_TEST_CASE(a_copy_knows_what_the_other_is_told_later) {
  ra::Redactor redact;
  const ra::Redactor copy = redact;
  redact.add(ra::Secret{"hunter22"});
  BOOST_TEST(copy("it is hunter22") == "it is ***");
}

BOOST_AUTO_TEST_SUITE_END()
