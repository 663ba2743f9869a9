#include "base/base64.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(base64)

using ra::base64_of;
using ra::from_base64;

BOOST_AUTO_TEST_CASE(the_examples_of_rfc_4648) {
  const std::pair<std::string, std::string> examples[] = {{"", ""},
                                                          {"f", "Zg=="},
                                                          {"fo", "Zm8="},
                                                          {"foo", "Zm9v"},
                                                          {"foob", "Zm9vYg=="},
                                                          {"fooba", "Zm9vYmE="},
                                                          {"foobar", "Zm9vYmFy"}};
  for (const auto& [bytes, text] : examples) {
    BOOST_TEST(base64_of(bytes) == text);
    BOOST_TEST(from_base64(text).value() == bytes);
  }
}

BOOST_AUTO_TEST_CASE(every_byte_and_every_length_comes_back) {
  std::string bytes;
  for (int n = 0; n < 300; ++n) {
    BOOST_TEST(from_base64(base64_of(bytes)).value() == bytes);
    bytes += static_cast<char>(n * 7);
  }
}

BOOST_AUTO_TEST_CASE(line_ends_are_passed_over) { BOOST_TEST(from_base64("Zm9v\nYm\r\nFy\n").value() == "foobar"); }

BOOST_AUTO_TEST_CASE(something_else_is_nothing) {
  for (const auto* const text : {"%%%%", "Zg", "Zg=", "Zm9v?", "Z\xC3\xA9==", "Zg==Zg=="}) {
    BOOST_TEST(!from_base64(text).has_value(), text);
  }
}

BOOST_AUTO_TEST_SUITE_END()
