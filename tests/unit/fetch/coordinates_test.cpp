#include "fetch/coordinates.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

using namespace ra::fetch;

BOOST_AUTO_TEST_SUITE(coordinates)

BOOST_AUTO_TEST_CASE(three_to_five_parts_say_where_a_file_lies) {
  const auto jar = parse_coordinates("io.gravitee.common:gravitee-common:1.20.0").value();
  const auto zip = parse_coordinates("io.gravitee.policy:gravitee-policy-mock:1.0.0:zip").value();
  const auto sources = parse_coordinates("g:a:1.0.0:jar:sources").value();

  BOOST_TEST(jar.folder() == "io/gravitee/common/gravitee-common/1.20.0");
  BOOST_TEST(jar.file_name() == "gravitee-common-1.20.0.jar");
  BOOST_TEST(zip.file_name() == "gravitee-policy-mock-1.0.0.zip");
  BOOST_TEST(sources.file_name() == "a-1.0.0-sources.jar");
}

BOOST_DATA_TEST_CASE(what_could_leave_its_folder_or_is_no_name_is_refused,
                     boost::unit_test::data::make({"g:a", "g:a:1:zip:c:x", "g::1", "g:a:../../x", "g:a/b:1", "g:a:1 2",
                                                   "g:a:1:zip:", "g:a:{version}"}),
                     text) {
  const auto parsed = parse_coordinates(text);

  BOOST_TEST_REQUIRE(parsed.has_error());
  BOOST_TEST((parsed.error().code == ra::Errc::config));
}

BOOST_AUTO_TEST_CASE(of_a_snapshot_the_newest_deployment_of_that_kind_counts) {
  const std::string metadata = R"(<metadata><versioning><snapshotVersions>
    <snapshotVersion><extension>pom</extension><value>1.0.0-20260101.120000-2</value></snapshotVersion>
    <snapshotVersion><extension>zip</extension><value>1.0.0-20260101.120000-3</value></snapshotVersion>
    <snapshotVersion><classifier>x</classifier><extension>zip</extension><value>1.0.0-20260101.120000-4</value></snapshotVersion>
  </snapshotVersions></versioning></metadata>)";

  const auto newest = [&](const char* text) {
    return newest_deployment(parse_coordinates(text).value(), metadata).value();
  };

  BOOST_TEST(newest("g:a:1.0.0-SNAPSHOT:zip") == "1.0.0-20260101.120000-3");
  BOOST_TEST(newest("g:a:1.0.0-SNAPSHOT:zip:x") == "1.0.0-20260101.120000-4");
  BOOST_TEST(newest("g:a:1.0.0-SNAPSHOT") == "1.0.0-SNAPSHOT");
}

BOOST_AUTO_TEST_CASE(metadata_that_is_none_or_leads_elsewhere_is_an_error) {
  const auto of = parse_coordinates("g:a:1.0.0-SNAPSHOT:zip").value();

  BOOST_TEST(newest_deployment(of, "<metadata").has_error());
  BOOST_TEST(newest_deployment(of,
                               "<metadata><versioning><snapshotVersions><snapshotVersion><extension>zip</extension>"
                               "<value>../../x</value></snapshotVersion></snapshotVersions></versioning></metadata>")
                 .has_error());
}

BOOST_AUTO_TEST_SUITE_END()
