#include "support/fake_circleci/url.hpp"

#include <boost/test/unit_test.hpp>

using namespace ra::test::fake;

BOOST_AUTO_TEST_SUITE(fake_url)

BOOST_AUTO_TEST_CASE(segments_are_decoded_one_by_one) {
  const Target target = parse_target("/api/v2/project/gh%2Forg%2Frepo/pipeline");

  BOOST_REQUIRE_EQUAL(target.path.size(), 5U);
  BOOST_TEST(target.path[3] == "gh/org/repo");
}

BOOST_AUTO_TEST_CASE(a_plus_in_a_query_is_a_space_unless_it_is_encoded) {
  Target target = parse_target("/x?a=1+2&b=1%2B2&c");

  BOOST_TEST(target.query["a"] == "1 2");
  BOOST_TEST(target.query["b"] == "1+2");
  BOOST_TEST(target.query["c"].empty());
}

BOOST_AUTO_TEST_CASE(encoding_and_decoding_give_the_same_text) {
  const std::string odd = "AAR+20/L&= %\xC3\xA9";

  BOOST_TEST(percent_decoded(percent_encoded(odd), true) == odd);
}

BOOST_AUTO_TEST_CASE(a_cut_escape_stays_as_it_is) {
  BOOST_TEST(percent_decoded("a%2", false) == "a%2");
  BOOST_TEST(percent_decoded("a%zz", false) == "a%zz");
  BOOST_TEST(percent_decoded("a%2F", false) == "a/");
}

BOOST_AUTO_TEST_SUITE_END()
