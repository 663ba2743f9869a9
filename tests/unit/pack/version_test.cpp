#include "pack/version.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <ostream>
#include <string>
#include <vector>

using ra::Errc;
using ra::pack::deb_version;
using ra::pack::GivenVersion;
using ra::pack::rpm_version;

namespace {

struct Case {
  const char* version;
  const char* rpm;
  const char* deb;
};
std::ostream& operator<<(std::ostream& out, const Case& c) { return out << c.version; }

// The first two: how gravitee-io/packages (README.md, apim/4.x/build.sh at 17de4f0) names its RPMs.
const std::vector<Case> cases{
    {"4.0.0", "4.0.0-1", "4.0.0-1"},
    {"4.0.0-alpha.2", "4.0.0-0.2.alpha", "4.0.0~alpha.2-1"},
    {"v1.2.3", "1.2.3-1", "1.2.3-1"},
    {"1.2.3-beta", "1.2.3-0.0.beta", "1.2.3~beta-1"},
    {"1.2.3-rc.1.2", "1.2.3-0.1.2.rc", "1.2.3~rc.1.2-1"},
    {"3.0.0-beta-SNAPSHOT", "3.0.0-0.0.beta.SNAPSHOT", "3.0.0~beta.SNAPSHOT-1"},
    {"1.2", "1.2-1", "1.2-1"},
};

const std::vector<std::string> none{"", "v", "x1", "1.2 3", "1.2.3-", "1.2/3", "1.2.3-a b", "-1", "1:2"};

}  // namespace

BOOST_AUTO_TEST_SUITE(version)

BOOST_DATA_TEST_CASE(a_version_is_told_as_each_packager_sorts_it, cases, c) {
  GivenVersion given;
  given.version = c.version;

  const auto rpm = rpm_version(given);
  const auto deb = deb_version(given);

  BOOST_REQUIRE(rpm);
  BOOST_REQUIRE(deb);
  BOOST_TEST(rpm->text() == c.rpm);
  BOOST_TEST(*deb == c.deb);
}

BOOST_DATA_TEST_CASE(what_is_no_version_is_refused, none, text) {
  GivenVersion given;
  given.version = text;

  BOOST_REQUIRE(!rpm_version(given));
  BOOST_REQUIRE(!deb_version(given));
  BOOST_TEST((rpm_version(given).error().code == Errc::config));
}

BOOST_AUTO_TEST_CASE(epoch_and_release_are_kept) {
  const GivenVersion given{7, "1.2.3", "", "4"};

  BOOST_TEST(rpm_version(given)->text() == "7:1.2.3-4");
  BOOST_TEST(*deb_version(given) == "7:1.2.3-4");
}

BOOST_AUTO_TEST_CASE(a_prerelease_of_its_own_is_as_good) {
  const GivenVersion given{{}, "1.2.3", "rc.1", "2"};

  BOOST_TEST(rpm_version(given)->text() == "1.2.3-0.1.rc.2");
  BOOST_TEST(*deb_version(given) == "1.2.3~rc.1-2");
}

BOOST_AUTO_TEST_CASE(two_prereleases_are_one_too_many) {
  const GivenVersion given{{}, "1.2.3-rc.1", "rc.1", ""};

  BOOST_TEST(!rpm_version(given));
}

BOOST_AUTO_TEST_SUITE_END()
