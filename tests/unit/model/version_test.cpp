#include "model/version.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <ostream>
#include <string>
#include <vector>

using ra::model::Version;

namespace {

bool less(const char* a, const char* b) { return Version::parse(a).value() < Version::parse(b).value(); }

struct Slip {
  const char* text;
  const char* meant;  // "" when nobody can tell
};
std::ostream& operator<<(std::ostream& out, const Slip& s) { return out << s.text; }

// The first five stood in real manifests.
const std::vector<Slip> slips{
    {"3.2.1-SNASPHOT", "3.2.1-SNAPSHOT"},
    {"1.30.28-SNAPHOT", "1.30.28-SNAPSHOT"},
    {"3.0.9-SNAPSHOT<", "3.0.9-SNAPSHOT"},
    {"1.30-SNAPSHOT", "1.30.0-SNAPSHOT"},
    {"3.0.3.0.18-SNAPSHOT", ""},
    {"1.0.0-snapshot", "1.0.0-SNAPSHOT"},
    {"1.0.0-SNAPSHOTS", "1.0.0-SNAPSHOT"},
    {"1.0.0-SNAPSHOT-SNAPSHOT", "1.0.0-SNAPSHOT"},
    {"1.0.0-beta-SNAPSHTO", "1.0.0-beta-SNAPSHOT"},
    {"1.0.0-beta.SNAPSHOT", "1.0.0-beta-SNAPSHOT"},
    {"1.0.0.SNAPSHOT", "1.0.0-SNAPSHOT"},
    {"v1.0.0", "1.0.0"},
    {" 1.0.0-SNAPSHOT", "1.0.0-SNAPSHOT"},
    {"1.2", "1.2.0"},
    {"latest", ""},
    {"", ""},
    {"1.0.0-", ""},
    {"1.0.0-a..b", ""},
    {"01.0.0", ""},
    {"1.0.0-SNAPSHOT-", ""},
    {"9007199254740992.0.0", ""},
    {"1.0.0+build", ""},
    {"-1.0.0", ""},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(versions)

BOOST_AUTO_TEST_CASE(a_snapshot_is_read_in_its_parts) {
  const auto v = Version::parse("3.16.2-alpha.1-SNAPSHOT").value();

  BOOST_TEST(v.major == 3);
  BOOST_TEST(v.minor == 16);
  BOOST_TEST(v.patch == 2);
  BOOST_TEST(v.qualifier == "alpha.1");
  BOOST_TEST(v.snapshot);
  BOOST_TEST(v.text() == "3.16.2-alpha.1-SNAPSHOT");
  BOOST_TEST(v.release() == "3.16.2-alpha.1");
  BOOST_TEST(v.line() == "3.16");
}

BOOST_DATA_TEST_CASE(what_is_written_is_written_again,
                     boost::unit_test::data::make({"0.0.0", "3.0.0-beta", "4.2.0-alpha.1", "1.2.3-SNAPSHOT",
                                                   "9007199254740990.0.0", "9007199254740991.0.0", "1.0.0-20210217",
                                                   "1.0.0-rc-1.x-SNAPSHOT"})) {
  BOOST_TEST(Version::parse(sample).value().text() == sample);
  BOOST_TEST(!ra::model::defect_of_version(sample).has_value());
}

BOOST_AUTO_TEST_CASE(numbers_compare_as_numbers) {
  BOOST_TEST(less("1.9.0", "1.10.0"));
  BOOST_TEST(less("3.9.9", "3.10.0"));
  BOOST_TEST(less("9.0.0", "10.0.0"));
  BOOST_TEST(less("1.0.9", "1.0.10"));
  BOOST_TEST(!less("1.10.0", "1.9.0"));
}

BOOST_AUTO_TEST_CASE(qualifiers_follow_semver_precedence) {
  // The chain of SemVer 2.0 item 11.
  const std::vector<const char*> chain{"1.0.0-alpha",  "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta",
                                       "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1",       "1.0.0"};
  for (std::size_t i = 1; i < chain.size(); ++i) BOOST_TEST(less(chain[i - 1], chain[i]), chain[i - 1]);
  BOOST_TEST(less("1.0.0-alpha.2", "1.0.0-alpha.10"));
  BOOST_TEST(less("1.0.0-alpha.99999999999999999998", "1.0.0-alpha.99999999999999999999"));
}

BOOST_AUTO_TEST_CASE(a_snapshot_comes_before_its_release_and_after_what_is_older) {
  BOOST_TEST(less("1.0.0-SNAPSHOT", "1.0.0"));
  BOOST_TEST(less("1.0.0-beta-SNAPSHOT", "1.0.0-beta"));
  BOOST_TEST(less("1.0.0-beta", "1.0.0-SNAPSHOT"));
  BOOST_TEST(less("0.9.9", "1.0.0-SNAPSHOT"));
  BOOST_TEST((Version::parse("1.0.0-SNAPSHOT") == Version::parse("1.0.0-SNAPSHOT")));
}

BOOST_DATA_TEST_CASE(a_slip_is_found_and_what_was_meant_is_suggested, boost::unit_test::data::make(slips)) {
  const auto defect = ra::model::defect_of_version(sample.text);

  BOOST_REQUIRE(defect.has_value());
  const std::string meant = sample.meant;
  BOOST_TEST(defect->hint ==
             (meant.empty() ? "write X.Y.Z, X.Y.Z-qualifier or X.Y.Z-SNAPSHOT" : "did you mean " + meant + "?"));
}

BOOST_AUTO_TEST_CASE(two_slips_are_nearly_snapshot_and_three_are_a_qualifier) {
  BOOST_TEST(ra::model::defect_of_version("1.0.0-SNAPXXOT").has_value());
  BOOST_TEST(!ra::model::defect_of_version("1.0.0-SNAXXXOT").has_value());
  BOOST_TEST(ra::model::defect_of_version("1.0.0-SNAPSHOT12").has_value());
  BOOST_TEST(!ra::model::defect_of_version("1.0.0-SNAPSHOT123").has_value());
}

BOOST_AUTO_TEST_CASE(what_follows_a_plus_is_kept_and_is_no_part_of_the_order) {
  const auto built = Version::parse_with_build("1.2.3-rc.1+build.007");

  BOOST_REQUIRE(built);
  BOOST_TEST(built->build == "build.007");
  BOOST_TEST(built->text() == "1.2.3-rc.1+build.007");
  BOOST_TEST(built->release() == "1.2.3-rc.1");
  BOOST_TEST((*built == Version::parse("1.2.3-rc.1").value()));
}

BOOST_AUTO_TEST_CASE(a_manifest_takes_no_build) { BOOST_TEST(!Version::parse("1.2.3+1")); }

BOOST_AUTO_TEST_CASE(a_build_of_nothing_or_of_other_characters_is_none) {
  BOOST_TEST(!Version::parse_with_build("1.2.3+"));
  BOOST_TEST(!Version::parse_with_build("1.2.3+a..b"));
  BOOST_TEST(!Version::parse_with_build("1.2.3+a_b"));
  BOOST_TEST(!Version::parse_with_build("1.2.3+a+b"));
}

BOOST_AUTO_TEST_SUITE_END()
