#include "versioning/preview.hpp"

#include "support/proposed.hpp"

#include <boost/test/unit_test.hpp>

using ra::history::Entry;
using ra::model::Version;
using ra::model::VersioningConfig;
using ra::test::added;
using ra::test::onto;
using namespace ra::versioning;

namespace {

constexpr const char* head = "feedfeedfeedfeedfeedfeedfeedfeedfeedfeed";

std::string versions(const Outcome& outcome) {
  if (outcome.refused) return outcome.refused->message;
  std::string text;
  for (const auto& planned : outcome.plan.components) text += (text.empty() ? "" : " ") + planned.to;
  return text;
}

std::string by(Way way, const Proposed& proposed, const char* message, const VersioningConfig& config = {}) {
  return versions(outcome_of(proposed, {way, message}, head, config));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(preview)

BOOST_AUTO_TEST_CASE(of_a_rebase_the_commits_decide) {
  const auto proposed = onto({"solo"}, {added("b2", "docs: b"), added("a1", "fix: a")});

  BOOST_TEST(by(Way::rebase, proposed, "feat: not said anywhere") == "1.2.4");
}

BOOST_AUTO_TEST_CASE(of_a_squash_the_title_decides) {
  const auto proposed = onto({"solo"}, {added("b2", "feat: b"), added("a1", "fix: a")});

  BOOST_TEST(by(Way::squash, proposed, "fix: both (#12)") == "1.2.4");
}

BOOST_AUTO_TEST_CASE(of_a_squash_whose_title_says_nothing_the_list_decides) {
  const auto proposed = onto({"solo"}, {added("b2", "feat: b"), added("a1", "fix: a")});

  BOOST_TEST(by(Way::squash, proposed, "Both (#12)\n\n* fix: a\n\n* feat: b") == "1.3.0");
}

BOOST_AUTO_TEST_CASE(of_a_merge_the_title_counts_besides_the_commits) {
  const auto proposed = onto({"solo"}, {added("a1", "fix: a")});

  BOOST_TEST(by(Way::merge, proposed, "Merge pull request #12 from x\n\nfeat: more than that") == "1.3.0");
  BOOST_TEST(by(Way::merge, proposed, "Merge pull request #12 from x\n\nMore than that") == "1.2.4");
}

BOOST_AUTO_TEST_CASE(what_waited_on_the_base_counts_too) {
  auto proposed = onto({"solo"}, {added("a1", "fix: a")});
  proposed.there.subjects[0].entries.push_back(added("99", "feat: waited").entry);

  BOOST_TEST(by(Way::squash, proposed, "fix: a (#12)") == "1.3.0");
}

BOOST_AUTO_TEST_CASE(a_pull_request_may_take_back_what_waited_on_the_base) {
  auto proposed = onto({"solo"}, {added("a1", "Revert \"feat: waited\"\n\nThis reverts commit 9999999999.")});
  proposed.there.subjects[0].entries.push_back(added("9999999999", "feat: waited").entry);

  BOOST_TEST(by(Way::rebase, proposed, "") == "1.2.3");
}

BOOST_AUTO_TEST_CASE(a_squash_counts_for_every_component_that_its_commits_touch) {
  const auto proposed = onto({"core", "api", "ui"}, {added("b2", "docs: b", {0}), added("a1", "fix: a", {2})});

  BOOST_TEST(by(Way::squash, proposed, "feat: both (#12)") == "1.3.0 1.2.3 1.3.0");
}

BOOST_AUTO_TEST_CASE(a_merge_belongs_to_no_component_of_several) {
  const auto proposed = onto({"core", "api"}, {added("a1", "fix: a", {0})});

  BOOST_TEST(by(Way::merge, proposed, "Merge pull request #12 from x\n\nfeat: more") == "1.2.4 1.2.3");
}

BOOST_AUTO_TEST_CASE(a_commit_after_the_pre_release_makes_the_next_one) {
  auto proposed = onto({"solo"}, {added("a1", "fix: a")});
  auto& situation = proposed.there.subjects[0].situation;
  situation.prerelease = Version::parse("1.2.4-rc.1").value();
  situation.identifier = "rc";
  situation.changed_since_prerelease = false;

  BOOST_TEST(by(Way::rebase, proposed, "") == "1.2.4-rc.2");
  proposed.added[0].owners[0].after_prerelease = false;
  BOOST_TEST(by(Way::rebase, proposed, "") == "1.2.4-rc.1");
}

BOOST_AUTO_TEST_CASE(a_title_without_convention_is_refused_where_the_policy_says_so) {
  const auto proposed = onto({"solo"}, {added("a1", "fix: a")});
  VersioningConfig config;
  config.other = ra::model::Unconventional::error;

  BOOST_TEST(by(Way::squash, proposed, "Fix a (#12)", config) ==
             "solo: 1 commit follows no convention: feedfee (Fix a (#12))");
  BOOST_TEST(by(Way::rebase, proposed, "", config) == "1.2.4");
}

BOOST_AUTO_TEST_CASE(the_merge_that_is_to_come_is_known_by_the_newest_commit_and_counted_once) {
  const auto proposed = onto({"solo"}, {added(head, "fix: a")});

  const auto outcome = outcome_of(proposed, {Way::merge, "Merge pull request #12 from x\n\nfeat: more"}, head, {});

  BOOST_TEST(outcome.plan.components.at(0).commits.size() == 1U);
}

BOOST_AUTO_TEST_CASE(outcomes_are_the_same_when_the_versions_are) {
  const auto proposed = onto({"solo"}, {added("a1", "fix: a")});
  const auto outcome = [&](const char* title) { return outcome_of(proposed, {Way::squash, title}, head, {}); };

  BOOST_TEST(same_versions(outcome("fix: a (#12)"), outcome("perf: b (#12)")));
  BOOST_TEST(!same_versions(outcome("fix: a (#12)"), outcome("feat: a (#12)")));
}

BOOST_AUTO_TEST_SUITE_END()
