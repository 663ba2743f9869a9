#include "attest/component.hpp"
#include "attest/documents.hpp"

#include <boost/test/unit_test.hpp>

using ra::attest::Component;
using ra::attest::is_licence_expression;
using ra::attest::placed;
using ra::attest::purl_of;

BOOST_AUTO_TEST_SUITE(components)

BOOST_AUTO_TEST_CASE(a_package_url_escapes_what_it_must) {
  BOOST_TEST(purl_of("maven", "io.gravitee", "gateway", "3.16.0") == "pkg:maven/io.gravitee/gateway@3.16.0");
  BOOST_TEST(purl_of("npm", "@angular", "core", "1.0.0") == "pkg:npm/%40angular/core@1.0.0");
  BOOST_TEST(purl_of("cargo", "", "serde", "1.0.0+build") == "pkg:cargo/serde@1.0.0%2Bbuild");
  BOOST_TEST(purl_of("deb", "debian", "libc6", "", "arch=amd64") == "pkg:deb/debian/libc6?arch=amd64");
}

BOOST_AUTO_TEST_CASE(an_expression_is_of_identifiers_that_are_known) {
  for (const char* text : {"MIT", "MIT OR Apache-2.0", "GPL-2.0-only WITH Classpath-exception-2.0 OR MIT"})
    BOOST_TEST(is_licence_expression(text), text);
  for (const char* text : {"", "Apache License 2.0", "MIT OR", "OR MIT", "MIT MIT", "MIT WITH MIT",
                           "https://www.apache.org/licenses/LICENSE-2.0.txt", "MIT  OR MIT"})
    BOOST_TEST(!is_licence_expression(text), text);
}

BOOST_AUTO_TEST_CASE(what_lies_in_two_places_is_one_component) {
  Component first;
  first.name = "a";
  first.sha256 = "1";
  first.path = "x/a";
  Component second = first;
  second.path = "y/a";
  Component other = first;
  other.sha256 = "2";
  other.path = "z/a";

  const auto all = placed({first, second, other});

  BOOST_TEST_REQUIRE(all.size() == 2U);
  BOOST_TEST((all[0].paths == std::vector<std::string>{"x/a", "y/a"}));
  BOOST_TEST((all[1].paths == std::vector<std::string>{"z/a"}));
}

BOOST_AUTO_TEST_SUITE_END()
