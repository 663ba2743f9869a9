#include "model/placeholders.hpp"

#include <boost/test/unit_test.hpp>

using ra::model::expand;

BOOST_AUTO_TEST_SUITE(placeholders)

BOOST_AUTO_TEST_CASE(known_names_are_replaced) {
  BOOST_TEST(expand("gh/{org}/{component}", {{"org", "o"}, {"component", "{c}"}}).value() == "gh/o/{c}");
  BOOST_TEST(expand("plain", {}).value() == "plain");
  BOOST_TEST(expand("", {}).value().empty());
}

BOOST_AUTO_TEST_CASE(an_unknown_name_is_an_error_that_lists_the_known) {
  const auto result = expand("{majr}.x", {{"major", "1"}, {"minor", "2"}});

  BOOST_REQUIRE(!result);
  BOOST_TEST((result.error().code == ra::Errc::config));
  BOOST_TEST(result.error().message == "unknown placeholder {majr}; known are {major}, {minor}");
  BOOST_TEST(result.error().hint == "did you mean {major}?");
}

BOOST_AUTO_TEST_CASE(a_brace_without_its_other_half_is_an_error) {
  for (const char* text : {"{major", "major}", "{{major}}", "{"}) BOOST_TEST(!expand(text, {{"major", "1"}}), text);
}

BOOST_AUTO_TEST_CASE(a_version_gives_its_parts) {
  ra::model::Config config;
  config.product = "shop";
  const auto values = ra::model::placeholders_of(*ra::model::Version::parse("3.1.4-alpha.2-SNAPSHOT"), config);

  BOOST_TEST(expand("{version} {major} {minor} {patch} {qualifier} {product} {edition}", values).value() ==
             "3.1.4-alpha.2 3 1 4 alpha.2 shop ce");
  for (const auto& name : ra::model::branch_placeholders()) BOOST_TEST(values.contains(name), name);
}

BOOST_AUTO_TEST_SUITE_END()
