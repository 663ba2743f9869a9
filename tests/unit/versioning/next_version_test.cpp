#include "versioning/next_version.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <ostream>

using ra::Errc;
using ra::history::Entry;
using ra::model::Bump;
using ra::model::Version;
using ra::model::VersioningConfig;
using ra::model::ZeroMajor;
using ra::versioning::bump_of;
using ra::versioning::is_unconventional;
using ra::versioning::Situation;

namespace {

Version version(const char* text) { return Version::parse(text).value(); }

Entry commit(const char* type, bool breaking = false) {
  Entry entry;
  entry.changes.push_back({.type = type, .description = "something", .breaking = breaking});
  return entry;
}

std::string next(const Situation& situation, Bump bump, const VersioningConfig& config = {}) {
  const auto result = ra::versioning::next_version(situation, bump, std::nullopt, config);
  return result ? result->text() : "error: " + result.error().message;
}

struct Step {
  const char* from;
  Bump bump;
  ZeroMajor zero;
  const char* to;
};
std::ostream& operator<<(std::ostream& out, const Step& s) { return out << s.from << " to " << s.to; }

const std::vector<Step> steps{
    {"1.2.3", Bump::none, ZeroMajor::minor, "1.2.3"},      {"1.2.3", Bump::patch, ZeroMajor::minor, "1.2.4"},
    {"1.2.3", Bump::minor, ZeroMajor::minor, "1.3.0"},     {"1.2.3", Bump::major, ZeroMajor::minor, "2.0.0"},
    {"0.2.3", Bump::patch, ZeroMajor::minor, "0.2.4"},     {"0.2.3", Bump::minor, ZeroMajor::minor, "0.3.0"},
    {"0.2.3", Bump::major, ZeroMajor::minor, "0.3.0"},     {"0.2.3", Bump::minor, ZeroMajor::cargo, "0.2.4"},
    {"0.2.3", Bump::major, ZeroMajor::cargo, "0.3.0"},     {"0.2.3", Bump::major, ZeroMajor::major, "1.0.0"},
    {"0.2.3", Bump::minor, ZeroMajor::major, "0.3.0"},     {"1.2.3", Bump::minor, ZeroMajor::cargo, "1.3.0"},
    {"2.0.0-rc.1", Bump::none, ZeroMajor::minor, "2.0.0"},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(next_version)

BOOST_DATA_TEST_CASE(a_step_resets_what_stands_to_the_right_of_it, boost::unit_test::data::make(steps), step) {
  BOOST_TEST(ra::versioning::bumped(version(step.from), step.bump, step.zero).text() == step.to);
}

BOOST_AUTO_TEST_CASE(a_feature_is_a_minor_step_and_a_fix_a_patch) {
  BOOST_CHECK(bump_of(commit("feat"), {}) == Bump::minor);
  BOOST_CHECK(bump_of(commit("fix"), {}) == Bump::patch);
  BOOST_CHECK(bump_of(commit("docs"), {}) == Bump::none);
}

BOOST_AUTO_TEST_CASE(a_breaking_change_of_any_type_is_a_major_step) {
  BOOST_CHECK(bump_of(commit("docs", true), {}) == Bump::major);
}

BOOST_AUTO_TEST_CASE(a_squashed_commit_counts_by_its_heaviest_change) {
  Entry squashed = commit("fix");
  squashed.changes.push_back({.type = "feat"});
  squashed.changes.push_back({.type = "docs"});

  BOOST_CHECK(bump_of(squashed, {}) == Bump::minor);
}

BOOST_AUTO_TEST_CASE(types_are_the_users_to_choose) {
  VersioningConfig config;
  config.types = {{"deps", Bump::patch}};

  BOOST_CHECK(bump_of(commit("deps"), config) == Bump::patch);
  BOOST_CHECK(bump_of(commit("feat"), config) == Bump::none);
}

BOOST_AUTO_TEST_CASE(what_follows_no_convention_counts_by_policy) {
  VersioningConfig config;
  BOOST_CHECK(bump_of(commit(""), config) == Bump::none);

  config.other = ra::model::Unconventional::patch;
  BOOST_CHECK(bump_of(commit(""), config) == Bump::patch);
  BOOST_TEST(is_unconventional(commit("")));
  BOOST_TEST(!is_unconventional(commit("chore")));
}

BOOST_AUTO_TEST_CASE(a_branch_of_a_line_names_its_numbers) {
  const std::vector<std::string> patterns{"{major}.{minor}.x", "release/{major}"};

  const auto patches = ra::versioning::line_of("3.16.x", patterns);
  const auto features = ra::versioning::line_of("release/4", patterns);

  BOOST_REQUIRE(patches);
  BOOST_TEST(patches->major == 3);
  BOOST_TEST(patches->minor.value() == 16);
  BOOST_REQUIRE(features);
  BOOST_TEST(features->major == 4);
  BOOST_TEST(!features->minor);
}

BOOST_AUTO_TEST_CASE(other_branches_are_no_line) {
  const std::vector<std::string> patterns{"{major}.{minor}.x"};
  for (const char* branch :
       {"main", "3.16", "3.16.x.y", "a3.16.x", "3.-1.x", ".16.x", "", "99999999999999999999.1.x"}) {
    BOOST_TEST_INFO(branch);
    BOOST_TEST(!ra::versioning::line_of(branch, patterns));
  }
}

BOOST_AUTO_TEST_CASE(the_first_release_is_what_the_files_say) {
  BOOST_TEST(next({.written = version("0.3.0")}, Bump::minor) == "0.3.0");
  BOOST_TEST(next({.written = version("1.0.0-SNAPSHOT")}, Bump::none) == "1.0.0");
}

BOOST_AUTO_TEST_CASE(the_first_release_of_what_says_nothing_is_the_configured_one) {
  BOOST_TEST(next({}, Bump::patch) == "0.1.0");
  BOOST_TEST(next({.written = version("0.0.0")}, Bump::patch) == "0.1.0");
  VersioningConfig config;
  config.initial = "1.0.0";
  BOOST_TEST(next({}, Bump::patch, config) == "1.0.0");
}

BOOST_AUTO_TEST_CASE(nothing_that_counts_leaves_the_version) {
  BOOST_TEST(next({.stable = version("1.2.3")}, Bump::none) == "1.2.3");
}

BOOST_AUTO_TEST_CASE(a_higher_version_in_the_files_is_taken) {
  BOOST_TEST(next({.stable = version("1.2.3"), .written = version("1.3.0-SNAPSHOT")}, Bump::patch) == "1.3.0");
  BOOST_TEST(next({.stable = version("1.2.3"), .written = version("1.2.4-SNAPSHOT")}, Bump::minor) == "1.3.0");
}

BOOST_AUTO_TEST_CASE(prereleases_are_counted) {
  Situation s{.stable = version("1.2.3"), .identifier = "rc"};
  BOOST_TEST(next(s, Bump::minor) == "1.3.0-rc.1");

  s.prerelease = version("1.3.0-rc.9");
  BOOST_TEST(next(s, Bump::minor) == "1.3.0-rc.10");
}

BOOST_AUTO_TEST_CASE(a_prerelease_of_another_identifier_or_form_does_not_count) {
  BOOST_TEST(next({.stable = version("1.2.3"), .prerelease = version("1.3.0-alpha.4"), .identifier = "rc"},
                  Bump::minor) == "1.3.0-rc.1");
  BOOST_TEST(next({.stable = version("1.2.3"), .prerelease = version("1.3.0-rc.1.x"), .identifier = "rc"},
                  Bump::minor) == "1.3.0-rc.1");
  BOOST_TEST(next({.stable = version("1.2.3"), .prerelease = version("1.3.0-rc5"), .identifier = "rc"}, Bump::minor) ==
             "1.3.0-rc.1");
}

BOOST_AUTO_TEST_CASE(a_breaking_change_after_a_prerelease_begins_another_count) {
  BOOST_TEST(next({.stable = version("1.2.3"), .prerelease = version("1.3.0-rc.2"), .identifier = "rc"}, Bump::major) ==
             "2.0.0-rc.1");
}

BOOST_AUTO_TEST_CASE(a_prerelease_line_is_not_taken_back) {
  BOOST_TEST(next({.stable = version("1.2.3"), .prerelease = version("2.0.0-rc.2"), .identifier = "rc"}, Bump::minor) ==
             "2.0.0-rc.3");
}

BOOST_AUTO_TEST_CASE(nothing_new_since_the_last_prerelease_makes_no_other) {
  const Situation s{.stable = version("1.2.3"),
                    .prerelease = version("1.3.0-rc.2"),
                    .changed_since_prerelease = false,
                    .identifier = "rc"};
  BOOST_TEST(next(s, Bump::minor) == "1.3.0-rc.2");
}

BOOST_AUTO_TEST_CASE(the_release_after_prereleases_drops_the_identifier) {
  BOOST_TEST(next({.stable = version("1.2.3"), .prerelease = version("1.3.0-rc.2"), .changed_since_prerelease = false},
                  Bump::minor) == "1.3.0");
}

BOOST_AUTO_TEST_CASE(a_line_of_patches_refuses_a_feature) {
  const Situation s{.stable = version("1.2.3"), .line = ra::versioning::Line{1, 2}, .branch = "1.2.x"};

  const auto refused = ra::versioning::next_version(s, Bump::minor, std::nullopt, {});

  BOOST_TEST(next(s, Bump::patch) == "1.2.4");
  BOOST_REQUIRE(!refused);
  BOOST_CHECK(refused.error().code == Errc::config);
  BOOST_TEST(refused.error().message == "1.3.0 does not belong on the branch 1.2.x: a feature calls for it");
  BOOST_TEST(!refused.error().hint.empty());
}

BOOST_AUTO_TEST_CASE(a_line_of_features_refuses_a_breaking_change) {
  const Situation s{.stable = version("1.2.3"), .line = ra::versioning::Line{.major = 1}, .branch = "1.x"};

  BOOST_TEST(next(s, Bump::minor) == "1.3.0");
  BOOST_TEST(next(s, Bump::major) == "error: 2.0.0 does not belong on the branch 1.x: a breaking change calls for it");
}

BOOST_AUTO_TEST_CASE(release_as_is_taken_literally) {
  const Situation s{.stable = version("1.2.3")};

  const auto result = ra::versioning::next_version(s, Bump::patch, version("3.0.0-beta.1"), {});

  BOOST_TEST(result.value().text() == "3.0.0-beta.1");
}

BOOST_AUTO_TEST_CASE(release_as_of_something_lower_is_refused) {
  const auto lower = ra::versioning::next_version({.stable = version("1.2.3")}, Bump::patch, version("1.2.2"), {});
  const auto lower_than_prerelease = ra::versioning::next_version(
      {.stable = version("1.2.3"), .prerelease = version("1.3.0-rc.2")}, Bump::patch, version("1.3.0-rc.1"), {});

  BOOST_REQUIRE(!lower);
  BOOST_TEST(lower.error().message == "Release-As: 1.2.2 is lower than 1.2.3, which is out");
  BOOST_TEST(!lower_than_prerelease);
}

BOOST_AUTO_TEST_CASE(release_as_keeps_to_the_line) {
  const Situation s{.stable = version("1.2.3"), .line = ra::versioning::Line{1, 2}, .branch = "1.2.x"};

  BOOST_TEST(!ra::versioning::next_version(s, Bump::patch, version("1.3.0"), {}));
  BOOST_TEST(ra::versioning::next_version(s, Bump::patch, version("1.2.9"), {}).value().text() == "1.2.9");
}

BOOST_AUTO_TEST_SUITE_END()
