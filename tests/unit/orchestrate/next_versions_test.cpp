#include "orchestrate/persist.hpp"

#include <boost/test/unit_test.hpp>

using ra::orchestrate::next_versions;

namespace {

const ra::model::Config config;

}  // namespace

BOOST_AUTO_TEST_SUITE(next_version)

BOOST_AUTO_TEST_CASE(a_minor_release_opens_its_maintenance_branch) {
  const auto next = next_versions("3.16.0", config);

  BOOST_TEST(next->on_branch == "3.17.0-SNAPSHOT");
  BOOST_TEST(next->maintenance_branch == "3.16.x");
  BOOST_TEST(next->on_maintenance == "3.16.1-SNAPSHOT");
}

BOOST_AUTO_TEST_CASE(a_patch_release_counts_on) {
  const auto next = next_versions("3.1.68", config);

  BOOST_TEST(next->on_branch == "3.1.69-SNAPSHOT");
  BOOST_TEST(next->maintenance_branch.empty());
}

BOOST_AUTO_TEST_CASE(a_pre_release_counts_its_qualifier) {
  BOOST_TEST(next_versions("4.2.0-alpha.1", config)->on_branch == "4.2.0-alpha.2-SNAPSHOT");
  BOOST_TEST(next_versions("3.0.0-beta", config)->on_branch == "3.0.0-beta-SNAPSHOT");
  BOOST_TEST(next_versions("4.2.0-alpha.1", config)->maintenance_branch.empty());
}

BOOST_AUTO_TEST_SUITE_END()
