#include "publish/maven_metadata.hpp"

#include <fmt/format.h>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <ostream>

using ra::fetch::Coordinates;
using ra::publish::Deployment;
using ra::publish::maven_part;
using ra::publish::MavenPart;
using ra::publish::MavenPlugin;
using ra::publish::next_deployment;
using ra::publish::read_maven_plugin;
using ra::publish::with_deployment;
using ra::publish::with_plugin;
using ra::publish::with_version;

namespace {

const ra::WallTime noon = std::chrono::sys_days{std::chrono::year{2026} / 1 / 14} + std::chrono::hours{12};

Coordinates of_version(const std::string& version) {
  Coordinates of;
  of.group = "org.demo";
  of.artifact = "full";
  of.version = version;
  return of;
}

std::string adding(const std::string& version, const std::string& to = "") {
  const auto changed = with_version(to, of_version(version), noon);
  return changed && *changed ? **changed : "";
}

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

struct Named {
  const char* file;
  MavenPart part;
};
std::ostream& operator<<(std::ostream& out, const Named& n) { return out << n.file; }

const std::vector<Named> names{
    {"anything.bin", {"zip", "dist"}},
    {"full-1.0.zip", {"zip", ""}},
    {"full-1.0.jar.asc", {"jar.asc", ""}},
    {"full-1.0.tar.gz", {"tar.gz", ""}},
    {"full-1.0-bin.tar.gz", {"tar.gz", "bin"}},
    {"full-1.0-sources.jar", {"jar", "sources"}},
    {"full-1.0-jdk1.8.zip", {"zip", "jdk1.8"}},
    {"full-1.0.1.jar", {"zip", "dist"}},
    {"full-1.0-.jar", {"zip", "dist"}},
    {"full-1.0-x", {"zip", "dist"}},
    {"full-1.0", {"zip", "dist"}},
    {"whatever.pom", {"pom", ""}},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(maven_metadata)

BOOST_DATA_TEST_CASE(a_file_that_is_called_as_maven_does_says_what_it_is, boost::unit_test::data::make(names), named) {
  Coordinates of = of_version("1.0");
  of.packaging = "zip";
  of.classifier = "dist";

  const MavenPart part = maven_part(named.file, of);

  BOOST_TEST(part.extension == named.part.extension);
  BOOST_TEST(part.classifier == named.part.classifier);
}

BOOST_AUTO_TEST_CASE(the_first_version_is_the_newest) {
  const std::string text = adding("1.0.0");

  BOOST_TEST(text == R"(<?xml version="1.0" encoding="UTF-8"?>
<metadata>
  <groupId>org.demo</groupId>
  <artifactId>full</artifactId>
  <versioning>
    <latest>1.0.0</latest>
    <release>1.0.0</release>
    <versions>
      <version>1.0.0</version>
    </versions>
    <lastUpdated>20260114120000</lastUpdated>
  </versioning>
</metadata>
)");
}

BOOST_AUTO_TEST_CASE(a_version_that_it_names_changes_nothing) {
  const auto changed = with_version(adding("1.0.0"), of_version("1.0.0"), noon);

  BOOST_REQUIRE(changed.has_value());
  BOOST_TEST(!changed->has_value());
}

BOOST_AUTO_TEST_CASE(a_lower_version_does_not_become_the_newest) {
  const std::string text = adding("1.9.0", adding("1.10.0"));

  BOOST_TEST(holds(text, "<latest>1.10.0</latest>"), text);
  BOOST_TEST(holds(text, "<release>1.10.0</release>"), text);
}

BOOST_AUTO_TEST_CASE(a_snapshot_is_never_the_release) {
  const std::string text = adding("2.0.0-SNAPSHOT", adding("1.0.0"));

  BOOST_TEST(holds(text, "<latest>2.0.0-SNAPSHOT</latest>"), text);
  BOOST_TEST(holds(text, "<release>1.0.0</release>"), text);
}

BOOST_AUTO_TEST_CASE(where_others_said_no_newest_the_highest_is_it) {
  const std::string text = adding("1.0.0",
                                  "<metadata><versioning><versions><version>3.0.0</version></versions></versioning>"
                                  "</metadata>");

  BOOST_TEST(holds(text, "<latest>3.0.0</latest>"), text);
  BOOST_TEST(holds(text, "<release>3.0.0</release>"), text);
}

BOOST_AUTO_TEST_CASE(what_is_no_metadata_is_refused) {
  for (const char* text : {"not xml", "<other/>", "<metadata>"}) {
    const auto changed = with_version(text, of_version("1.0.0"), noon);
    BOOST_TEST(!changed.has_value(), text);
  }
}

BOOST_AUTO_TEST_CASE(deployments_of_a_snapshot_count_on) {
  const Coordinates of = of_version("1.0-SNAPSHOT");
  const Deployment first = next_deployment("", noon).value();
  const std::string text = with_deployment("", of, first, {{"jar", ""}, {"jar", "sources"}}).value().value();

  const Deployment second = next_deployment(text, noon + std::chrono::minutes{1}).value();

  BOOST_TEST(first.version(of) == "1.0-20260114.120000-1");
  BOOST_TEST(second.version(of) == "1.0-20260114.120100-2");
}

BOOST_AUTO_TEST_CASE(a_number_of_builds_that_nobody_has_reached_is_none) {
  const auto next_after = [](const char* number) {
    const std::string text = fmt::format(
        "<metadata><versioning><snapshot><buildNumber>{}</buildNumber></snapshot></versioning></metadata>", number);
    return next_deployment(text, noon).value().build;
  };

  BOOST_TEST(next_after("999999999") == 1'000'000'000);
  BOOST_TEST(next_after("1000000000") == 1'000'000'001);
  BOOST_TEST(next_after("1000000001") == 1);
  BOOST_TEST(next_after("9223372036854775807") == 1);
  BOOST_TEST(next_after("-1") == 1);
}

BOOST_AUTO_TEST_CASE(the_parts_that_are_not_deployed_again_stay_what_they_were) {
  const Coordinates of = of_version("1.0-SNAPSHOT");
  const std::string before =
      with_deployment("", of, {"20260101.000000", 1}, {{"jar", ""}, {"jar", "x"}}).value().value();

  const std::string after = with_deployment(before, of, {"20260102.000000", 2}, {{"jar", "x"}}).value().value();

  Coordinates plain = of;
  BOOST_TEST(ra::fetch::newest_deployment(plain, after).value() == "1.0-20260101.000000-1");
  plain.classifier = "x";
  BOOST_TEST(ra::fetch::newest_deployment(plain, after).value() == "1.0-20260102.000000-2");
  BOOST_TEST(holds(after, "<buildNumber>2</buildNumber>"), after);
}

BOOST_AUTO_TEST_CASE(a_deployment_that_it_names_changes_nothing) {
  const Coordinates of = of_version("1.0-SNAPSHOT");
  const Deployment one{"20260101.000000", 1};
  const std::string before = with_deployment("", of, one, {{"jar", ""}}).value().value();

  BOOST_TEST(!with_deployment(before, of, one, {{"jar", ""}}).value().has_value());
}

BOOST_AUTO_TEST_CASE(a_group_says_which_prefix_leads_to_which_plugin) {
  const MavenPlugin demo{"demo", "demo-plugin", "Demo"};
  const std::string first = with_plugin("", demo).value().value();
  BOOST_TEST(first.find("<prefix>demo</prefix>") != std::string::npos);
  BOOST_TEST(!with_plugin(first, demo).value().has_value());

  const std::string both = with_plugin(first, {"two", "two-plugin", ""}).value().value();
  BOOST_TEST(both.find("<artifactId>demo-plugin</artifactId>") != std::string::npos);
  BOOST_TEST(both.find("<artifactId>two-plugin</artifactId>") != std::string::npos);

  const auto taken = with_plugin(first, {"demo", "other-plugin", ""});
  BOOST_TEST_REQUIRE(taken.has_error());
  BOOST_TEST((taken.error().code == ra::Errc::conflict));
}

BOOST_AUTO_TEST_CASE(a_plugin_says_its_prefix) {
  const auto plugin =
      read_maven_plugin("<plugin><name>N</name><goalPrefix>demo</goalPrefix></plugin>", "demo-plugin").value();
  BOOST_TEST(plugin.prefix == "demo");
  BOOST_TEST(plugin.name == "N");
  BOOST_TEST(read_maven_plugin("<plugin/>", "demo-plugin").has_error());
  BOOST_TEST(read_maven_plugin("no xml", "demo-plugin").has_error());
}

BOOST_AUTO_TEST_SUITE_END()
