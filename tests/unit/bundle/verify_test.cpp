#include "bundle/verify.hpp"

#include "bundle_bench.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <ostream>

using namespace ra::bundle;
using ra::test::BundleBench;

namespace {

struct Name {
  const char* file;
  const char* name;
  const char* rest;
  bool versioned;
};
std::ostream& operator<<(std::ostream& out, const Name& n) { return out << n.file; }

const std::vector<Name> names{
    {"gravitee-policy-mock-1.13.0.zip", "gravitee-policy-mock", ".zip", true},
    {"graviteeio-gateway-3.1.0-alpha.1", "graviteeio-gateway", "", true},
    {"graviteeio-gateway-3.1.0-SNAPSHOT.tar.gz", "graviteeio-gateway", ".tar.gz", true},
    {"a-1.0.0-sources.jar", "a", "-sources.jar", true},
    {"log4j-1.2-api-2.17.1.jar", "log4j-1.2-api", ".jar", true},
    {"gravitee.sh", "gravitee.sh", "", false},
    {"a-b.zip", "a-b.zip", "", false},
};

std::vector<std::string> codes(const std::vector<ra::model::Finding>& findings) {
  std::vector<std::string> all;
  for (const auto& finding : findings) all.push_back(finding.code + " " + finding.component);
  return all;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(verification)

BOOST_DATA_TEST_CASE(a_name_is_told_from_its_version, boost::unit_test::data::make(names), expected) {
  const Named named = without_version(expected.file);

  BOOST_TEST(named.name == expected.name);
  BOOST_TEST(named.rest == expected.rest);
  BOOST_TEST(named.versioned == expected.versioned);
}

BOOST_AUTO_TEST_CASE(each_component_that_the_bundle_should_hold_has_a_part) {
  BundleBench b;
  b.chosen.components = ra::test::manifest_of("1.0.0", {{"a", ""}, {"b", ""}, {"parent", ""}}).components;
  b.chosen.holds = {"*", "!parent"};
  b.add(b.file("a-1.0.0.zip"));
  b.pieces[0].piece.component = "a";
  const auto tree = b.tree().value();

  BOOST_TEST(codes(verify(b.chosen, tree)) == std::vector<std::string>{"missing-component b"},
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(two_versions_of_a_plugin_in_one_folder_are_found) {
  BundleBench b;
  b.add(b.file("p-1.0.0.zip")).to = {"a/plugins", "b/plugins"};
  b.add(b.file("p-1.1.0.zip")).to = {"b/plugins"};
  const auto tree = b.tree().value();

  const auto findings = verify(b.chosen, tree);

  BOOST_TEST_REQUIRE(findings.size() == 1U);
  BOOST_TEST(findings[0].message ==
             "x.zip: b/plugins/p-1.0.0.zip and b/plugins/p-1.1.0.zip are two versions of one thing");
}

BOOST_AUTO_TEST_CASE(two_rest_api_folders_are_found) {
  BundleBench b;
  b.add(b.file("x")).to = {"full/rest-api-3.1.0/lib"};
  b.add(b.file("y")).to = {"full/rest-api-3.0.9/lib"};
  const auto tree = b.tree().value();

  BOOST_TEST(codes(verify(b.chosen, tree)) == std::vector<std::string>{"twice-in-bundle "},
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(two_versions_deep_in_what_a_part_brings_along_are_its_own_affair) {
  BundleBench b;
  b.file("d/web/lib/q-1.0.0.js");
  b.file("d/web/lib/q-2.0.0.js");
  b.add(b.folder.path() / "in/d", ra::model::BundlePart::From::folder).to = {"ui"};
  const auto tree = b.tree().value();

  BOOST_TEST(verify(b.chosen, tree).empty());
}

BOOST_AUTO_TEST_CASE(a_fifth_more_or_less_is_told) {
  BOOST_TEST(!compare_sizes("x", 119, 100).has_value());
  BOOST_TEST(!compare_sizes("x", 81, 100).has_value());
  BOOST_TEST(compare_sizes("x", 120, 100).has_value());
  BOOST_TEST(compare_sizes("x", 80, 100)->message == "x has 80 bytes, -20 % beside the 100 of the release before");
  BOOST_TEST(!compare_sizes("x", 80, 0).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
