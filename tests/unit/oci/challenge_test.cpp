#include "oci/challenge.hpp"

#include <boost/test/unit_test.hpp>

using ra::oci::parse_challenge;

BOOST_AUTO_TEST_SUITE(challenges)

BOOST_AUTO_TEST_CASE(a_bearer_challenge_says_where_tokens_come_from) {
  const auto challenge = parse_challenge(
      R"(Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:a/b:pull,push")");

  BOOST_TEST_REQUIRE(challenge.has_value());
  BOOST_TEST(challenge->scheme == "bearer");
  BOOST_TEST(challenge->get("realm") == "https://auth.docker.io/token");
  BOOST_TEST(challenge->get("service") == "registry.docker.io");
  BOOST_TEST(challenge->get("scope") == "repository:a/b:pull,push");
}

BOOST_AUTO_TEST_CASE(of_several_the_bearer_is_taken) {
  const auto challenge = parse_challenge(R"(Basic realm="x", Digest qop="auth, int", bearer Realm="https://y/?a=b,c")");

  BOOST_TEST_REQUIRE(challenge.has_value());
  BOOST_TEST(challenge->get("realm") == "https://y/?a=b,c");
}

BOOST_AUTO_TEST_CASE(basic_needs_no_realm) { BOOST_TEST(parse_challenge("Basic")->scheme == "basic"); }

BOOST_AUTO_TEST_CASE(quotes_within_are_taken_off) {
  BOOST_TEST(parse_challenge(R"(Basic realm="a\"b\\c")")->get("realm") == R"(a"b\c)");
}

BOOST_AUTO_TEST_CASE(what_says_nothing_is_none) {
  for (const char* text : {"", ",,,", "Bearer", "Bearer realm=", "Negotiate", "\"", "Bearer service=\"x", "= = ="})
    BOOST_TEST_CONTEXT(text) { BOOST_TEST(!parse_challenge(text).has_value()); }
}

BOOST_AUTO_TEST_SUITE_END()
