#include "http/url.hpp"

#include <boost/test/unit_test.hpp>

using ra::http::parse_url;

BOOST_AUTO_TEST_SUITE(urls)

BOOST_AUTO_TEST_CASE(a_url_has_its_parts) {
  const auto url = parse_url("HTTPS://CI.Example:8443/api/v2/me?page-token=a%2Fb#top");

  BOOST_TEST_REQUIRE(url.has_value());
  BOOST_TEST(url->scheme == "https");
  BOOST_TEST(url->host == "ci.example");
  BOOST_TEST(url->port == 8443);
  BOOST_TEST(url->target == "/api/v2/me?page-token=a%2Fb");
  BOOST_TEST(url->authority() == "ci.example:8443");
}

BOOST_AUTO_TEST_CASE(ports_and_paths_have_defaults) {
  BOOST_TEST(parse_url("https://a.b")->port == 443);
  BOOST_TEST(parse_url("http://a.b")->port == 80);
  BOOST_TEST(parse_url("http://a.b:")->port == 80);
  BOOST_TEST(parse_url("http://a.b:65535")->port == 65535);
  BOOST_TEST(parse_url("https://a.b")->target == "/");
  BOOST_TEST(parse_url("https://a.b?x=1")->target == "/?x=1");
  BOOST_TEST(parse_url("https://a.b:443/")->authority() == "a.b");
}

BOOST_AUTO_TEST_CASE(an_ipv6_host_loses_its_brackets_and_gets_them_back) {
  const auto url = parse_url("http://[::1]:8080/x");

  BOOST_TEST_REQUIRE(url.has_value());
  BOOST_TEST(url->host == "::1");
  BOOST_TEST(url->authority() == "[::1]:8080");
}

BOOST_AUTO_TEST_CASE(a_proxys_user_and_password_are_decoded) {
  BOOST_TEST(parse_url("http://me:p%40ss@proxy:3128")->user_info == "me:p@ss");
}

BOOST_AUTO_TEST_CASE(what_is_no_http_url_is_a_configuration_error) {
  for (const char* text :
       {"", "ci.example", "/api", "ftp://a.b/", "https://", "https:///x", "http://a.b:65536/", "http://a.b:99999/",
        "http://a.b:1x/y", "http://a.b:x", "http://a.b:0/", "http://a b/", "https://a.b/ü", "https://a.b/\n"}) {
    const auto url = parse_url(text);
    BOOST_TEST_CONTEXT(text) {
      BOOST_TEST_REQUIRE(url.has_error());
      BOOST_TEST((url.error().code == ra::Errc::config));
    }
  }
}

BOOST_AUTO_TEST_CASE(joining_keeps_the_prefix_of_the_base) {
  using ra::http::join_url;
  BOOST_TEST(join_url("https://ghe.example/api/v3", "/repos/x?y=1") == "https://ghe.example/api/v3/repos/x?y=1");
  BOOST_TEST(join_url("https://ghe.example/api/v3/", "repos") == "https://ghe.example/api/v3/repos");
  BOOST_TEST(join_url("https://ci.example", "/api") == "https://ci.example/api");
}

BOOST_AUTO_TEST_CASE(encoding_leaves_only_unreserved_characters) {
  using ra::http::percent_encode;
  BOOST_TEST(percent_encode("feature/a b+c&d=e%?#ü") == "feature%2Fa%20b%2Bc%26d%3De%25%3F%23%C3%BC");
  BOOST_TEST(percent_encode("A-z_0.9~") == "A-z_0.9~");
}

BOOST_AUTO_TEST_CASE(loopback_is_this_machine_only) {
  for (const char* host : {"localhost", "LOCALHOST", "127.0.0.1", "127.255.255.254", "::1"}) {
    BOOST_TEST(ra::http::is_loopback(host), host);
  }
  for (const char* host : {"", "128.0.0.1", "126.255.255.255", "127.0.0.1.evil.example", "localhost.evil.example",
                           "0.0.0.0", "::2", "10.0.0.1", "[::1]"}) {
    BOOST_TEST(!ra::http::is_loopback(host), host);
  }
}

BOOST_AUTO_TEST_CASE(a_url_for_messages_has_no_query_and_no_password) {
  using ra::http::redact_url;
  BOOST_TEST(redact_url("https://me:secret@a.b:1/x/y?token=t#f") == "https://a.b:1/x/y");
  BOOST_TEST(redact_url("https://me:se/cret@a.b") == "https://me:se/cret@a.b");  // a slash ends the host
  BOOST_TEST(redact_url("https://a.b/@me?x@y") == "https://a.b/@me");
  BOOST_TEST(redact_url("me:secret@a.b") == "a.b");
  BOOST_TEST(redact_url("https://a.b?token=t") == "https://a.b");
}

BOOST_AUTO_TEST_SUITE_END()
