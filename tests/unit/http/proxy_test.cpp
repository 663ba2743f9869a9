#include "http/proxy.hpp"

#include "http/transport.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

using ra::http::choose_proxy;
using ra::http::is_exempt;
using ra::http::parse_url;
using ra::http::ProxySettings;

BOOST_AUTO_TEST_SUITE(proxies)

BOOST_AUTO_TEST_CASE(no_proxy_matches_hosts_suffixes_and_ports) {
  struct Row {
    std::string entry, host;
    std::uint16_t port;
    bool exempt;
  };
  const std::vector<Row> rows{
      {"*", "any.example", 443, true},
      {"ci.example", "ci.example", 443, true},
      {"ci.example", "CI.EXAMPLE", 443, true},
      {"CI.Example", "ci.example", 443, true},
      {"ci.example", "a.ci.example", 443, true},
      {".ci.example", "a.ci.example", 443, true},
      {".ci.example", "ci.example", 443, true},
      {"*.ci.example", "a.ci.example", 443, true},
      {"ci.example", "evilci.example", 443, false},
      {"ci.example", "ci.example.evil", 443, false},
      {"ci.example:443", "ci.example", 443, true},
      {"ci.example:443", "ci.example", 8443, false},
      {"10.0.0.1", "10.0.0.1", 80, true},
      {"10.0.0.1", "10.0.0.10", 80, false},
      {"fe80::1", "fe80::1", 80, true},
      {"[fe80::1]:80", "fe80::1", 80, true},
      {"[fe80::1]:81", "fe80::1", 80, false},
      {"", "ci.example", 443, false},
      {".", "ci.example", 443, false},
  };
  for (const Row& row : rows) {
    BOOST_TEST(is_exempt({row.entry}, row.host, row.port) == row.exempt, row.entry << " for " << row.host);
  }
  BOOST_TEST(!is_exempt({}, "ci.example", 443));
  BOOST_TEST(is_exempt({"other", " ci.example "}, "ci.example", 443));
}

BOOST_AUTO_TEST_CASE(each_scheme_has_its_proxy) {
  const ProxySettings settings{.https_proxy = "http://secure:3128", .http_proxy = "plain:8080", .no_proxy = {}};

  const auto secure = choose_proxy(settings, *parse_url("https://ci.example/"));
  const auto plain = choose_proxy(settings, *parse_url("http://ci.example/"));

  BOOST_TEST_REQUIRE((secure.has_value() && plain.has_value()));
  BOOST_TEST((*secure)->host == "secure");
  BOOST_TEST((*plain)->host == "plain");
  BOOST_TEST((*plain)->port == 8080);
}

BOOST_AUTO_TEST_CASE(this_machine_and_exempt_hosts_are_asked_directly) {
  const ProxySettings settings{.https_proxy = "http://p:1", .http_proxy = "http://p:1", .no_proxy = {"in.example"}};
  for (const char* url : {"http://127.0.0.1:8080/", "https://localhost/", "http://[::1]/", "https://a.in.example/"}) {
    const auto proxy = choose_proxy(settings, *parse_url(url));
    BOOST_TEST((proxy.has_value() && !*proxy), url);
  }
}

BOOST_AUTO_TEST_CASE(a_proxy_that_cannot_be_used_is_a_configuration_error_without_its_password) {
  for (const char* value :
       {"https://me:secret@p:1", "socks5://me:secret@p:1", "http://me:secret@", "http://me:secret@p:x"}) {
    const ProxySettings settings{.https_proxy = value, .http_proxy = {}, .no_proxy = {}};
    const auto proxy = choose_proxy(settings, *parse_url("https://ci.example/"));
    BOOST_TEST_CONTEXT(value) {
      BOOST_TEST_REQUIRE(proxy.has_error());
      BOOST_TEST((proxy.error().code == ra::Errc::config));
      BOOST_TEST(proxy.error().message.find("secret") == std::string::npos);
      BOOST_TEST(proxy.error().hint == "set HTTPS_PROXY to http://host:port");
    }
  }
}

BOOST_AUTO_TEST_CASE(options_come_from_the_environment_small_letters_first) {
  ra::Environment environment;
  environment.variables = {{"HTTPS_PROXY", "http://big:1"},
                           {"https_proxy", "http://small:1"},
                           {"HTTP_PROXY", "http://plain:1"},
                           {"NO_PROXY", "a.example, ,b.example:8080"},
                           {"SSL_CERT_FILE", "/ca.pem"}};

  const auto options = ra::http::transport_options(environment);

  BOOST_TEST(options.proxy.https_proxy == "http://small:1");
  BOOST_TEST(options.proxy.http_proxy == "http://plain:1");
  const std::vector<std::string> no_proxy{"a.example", "b.example:8080"};
  BOOST_TEST(options.proxy.no_proxy == no_proxy, boost::test_tools::per_element());
  BOOST_TEST(options.ca_file == "/ca.pem");
  BOOST_TEST(options.user_agent.starts_with("release-action/"));
}

BOOST_AUTO_TEST_SUITE_END()
