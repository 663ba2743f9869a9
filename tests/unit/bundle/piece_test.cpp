#include "bundle_bench.hpp"

#include <boost/test/unit_test.hpp>

using ra::Errc;
using ra::bundle::choose;
using ra::model::Bundle;
using ra::model::Config;
using ra::test::manifest_of;
using ra::test::part_of;
using From = ra::model::BundlePart::From;

namespace {

struct Choice {
  ra::model::Manifest manifest = manifest_of("3.1.0", {{"gravitee-gateway", ""},
                                                       {"gravitee-policy-mock", "1.13.0"},
                                                       {"gravitee-policy-api", "1.11.0"},
                                                       {"gravitee-common", "1.20.0"}});
  Config config;

  Bundle& bundle(const std::string& name) {
    Bundle one;
    one.name = name;
    one.file = "full-{version}.zip";
    config.bundles.push_back(one);
    return config.bundles.back();
  }

  ra::Result<ra::bundle::Chosen> choose(std::size_t i = 0) {
    return ra::bundle::choose(config.bundles.at(i), manifest, config);
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(pieces)

BOOST_AUTO_TEST_CASE(patterns_choose_components_which_tell_their_versions) {
  Choice c;
  auto& part =
      c.bundle("ce").parts.emplace_back(part_of(From::maven, "io.gravitee:{component}:{componentVersion}:zip"));
  part.components = {"gravitee-policy-*", "gravitee-gateway", "!*-api"};
  part.to = {"full-{version}/plugins"};

  const auto chosen = c.choose().value();

  BOOST_TEST(chosen.file == "full-3.1.0.zip");
  BOOST_TEST_REQUIRE(chosen.pieces.size() == 2U);
  BOOST_TEST(chosen.pieces[0].part.what == "io.gravitee:gravitee-gateway:3.1.0:zip");  // it has the product's version
  BOOST_TEST(chosen.pieces[1].part.what == "io.gravitee:gravitee-policy-mock:1.13.0:zip");
  BOOST_TEST(chosen.pieces[1].component == "gravitee-policy-mock");
  BOOST_TEST(chosen.pieces[1].part.to[0] == "full-3.1.0/plugins");
}

BOOST_AUTO_TEST_CASE(a_bundle_has_the_parts_of_its_base_too) {
  Choice c;
  c.bundle("ce").parts.push_back(part_of(From::file, "a"));
  auto& ee = c.bundle("ee");
  ee.base = "ce";
  ee.parts.push_back(part_of(From::file, "b"));

  const auto chosen = c.choose(1).value();

  BOOST_TEST_REQUIRE(chosen.pieces.size() == 2U);
  BOOST_TEST(chosen.pieces[0].part.what == "a");
  BOOST_TEST(chosen.pieces[1].part.what == "b");
}

BOOST_AUTO_TEST_CASE(enterprise_components_are_those_of_the_enterprise_edition) {
  Choice c;
  c.manifest.ee_components.push_back({.name = "gravitee-ae", .version = "1.0.0", .since = {}});
  c.bundle("ce").parts.push_back(part_of(From::file, "a"));
  c.bundle("ee").parts.push_back(part_of(From::file, "a"));
  c.config.bundles[1].edition = "ee";

  BOOST_TEST(c.choose(0).value().components.size() == 4U);
  BOOST_TEST(c.choose(1).value().components.size() == 5U);
}

BOOST_AUTO_TEST_CASE(patterns_that_name_no_component_are_an_error) {
  Choice c;
  c.bundle("ce").parts.emplace_back(part_of(From::maven, "g:{component}:1")).components = {"gravitee-polciy-*"};

  const auto chosen = c.choose();

  BOOST_TEST((chosen.error().code == Errc::config));
  BOOST_TEST(chosen.error().message ==
             "bundle ce: part g:{component}:1: `gravitee-polciy-*` name no component of release.json");
}

BOOST_AUTO_TEST_CASE(no_version_leads_out_of_the_bundle) {
  Choice c;
  c.manifest.components[1].version = "../../etc";
  auto& part = c.bundle("ce").parts.emplace_back(part_of(From::file, "a"));
  part.components = {"gravitee-policy-mock"};
  part.to = {"x/{componentVersion}"};

  BOOST_TEST((c.choose().error().code == Errc::config));
}

BOOST_AUTO_TEST_CASE(what_is_still_a_snapshot_is_called_one) {
  Choice c;
  c.manifest.version = "3.1.0-SNAPSHOT";
  c.bundle("ce").parts.push_back(part_of(From::file, "a"));

  BOOST_TEST(c.choose().value().file == "full-3.1.0-SNAPSHOT.zip");
}

BOOST_AUTO_TEST_SUITE_END()
