#include "event/decide.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

using ra::event::Decision;
using ra::event::Event;
using ra::event::Kind;
using ra::event::Pull;
using ra::event::Question;
using ra::event::Verdict;
using Commands = std::vector<std::vector<std::string>>;

namespace {

Event pull_request(const std::string& head, const std::string& base) {
  Event event;
  event.kind = Kind::pull_request;
  event.number = 42;
  event.branch = head;
  event.base = base;
  event.sha = "9c1f0ad";
  return event;
}

Event push_to(const std::string& branch) {
  Event event;
  event.kind = Kind::push;
  event.branch = branch;
  event.sha = "2ab90f1";
  return event;
}

Pull merged(const std::string& head, const std::string& base) {
  Pull pull;
  pull.number = 42;
  pull.head = head;
  pull.base = base;
  pull.merged = true;
  pull.merge_commit = "2ab90f1";
  return pull;
}

Event tagged(const std::string& tag) {
  Event event;
  event.kind = Kind::tag;
  event.tag = tag;
  return event;
}

Event pressed(std::map<std::string, std::string> inputs) {
  Event event;
  event.kind = Kind::manual;
  event.inputs = std::move(inputs);
  return event;
}

Verdict verdict_of(const Event& event, const std::optional<Pull>& pull = std::nullopt) {
  const ra::model::Config config;
  return ra::event::decide(event, pull, config);
}

bool is(const Verdict& verdict, Decision decision) {
  BOOST_TEST_CONTEXT(verdict.why) BOOST_TEST(verdict.decision == decision);
  return verdict.decision == decision;
}

}  // namespace

namespace ra::event {
std::ostream& operator<<(std::ostream& out, Decision decision) { return out << to_string(decision); }
}  // namespace ra::event

BOOST_AUTO_TEST_SUITE(deciding)

BOOST_AUTO_TEST_CASE(a_dry_branch_into_its_release_branch_is_a_dry_run) {
  const auto verdict = verdict_of(pull_request("dry-3.1.68", "3.1.x"));

  BOOST_TEST(is(verdict, Decision::dry_run));
  BOOST_TEST((verdict.commands == Commands{{"check"}, {"release", "--dry-run=true"}}));
  BOOST_TEST(verdict.why == "a pull request from dry-3.1.68 into 3.1.x: merging it releases 3.1.68");
}

BOOST_AUTO_TEST_CASE(a_minor_version_is_released_from_the_main_branch) {
  BOOST_TEST(is(verdict_of(pull_request("dry-3.2.0", "master")), Decision::dry_run));
  BOOST_TEST(is(verdict_of(pull_request("dry-3.2.0", "3.2.x")), Decision::none));
}

BOOST_AUTO_TEST_CASE(a_dry_branch_into_another_branch_runs_nothing_and_says_which_it_should_be) {
  const auto verdict = verdict_of(pull_request("dry-3.1.68", "3.2.x"));

  BOOST_TEST(is(verdict, Decision::none));
  BOOST_TEST(verdict.why.find("3.1.68 is released from 3.1.x") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(where_the_event_does_not_say_the_base_the_forge_is_asked) {
  const auto event = pull_request("dry-3.1.68", "");
  Pull pull = merged("dry-3.1.68", "3.1.x");
  pull.merged = false;

  BOOST_TEST((ra::event::question_of(event) == Question::pull_of_number));
  BOOST_TEST(is(verdict_of(event, pull), Decision::dry_run));
  BOOST_TEST(is(verdict_of(event), Decision::none));
}

BOOST_AUTO_TEST_CASE(nothing_is_run_for_a_fork_and_nobody_is_asked) {
  auto event = pull_request("dry-3.1.68", "3.1.x");
  event.from_fork = true;

  BOOST_TEST((ra::event::question_of(event) == Question::none));
  const auto verdict = verdict_of(event);
  BOOST_TEST(is(verdict, Decision::none));
  BOOST_TEST(verdict.commands.empty());
}

BOOST_AUTO_TEST_CASE(a_fork_that_only_the_forge_knows_of_is_a_fork) {
  Pull pull = merged("dry-3.1.68", "3.1.x");
  pull.from_fork = true;

  BOOST_TEST(is(verdict_of(pull_request("dry-3.1.68", ""), pull), Decision::none));
  BOOST_TEST(is(verdict_of(push_to("3.1.x"), pull), Decision::none));
}

BOOST_AUTO_TEST_CASE(another_pull_request_is_tested_and_its_kind_of_review_is_known) {
  const std::vector<std::pair<std::string, std::string>> rows = {{"support-1", "support"},
                                                                 {"lts-3.1", "support"},
                                                                 {"sts-3.2", "support"},
                                                                 {"issue-7", "development"},
                                                                 {"fix-it", "development"},
                                                                 {"feat-x", "development"},
                                                                 {"feature-x", "development"},
                                                                 {"snyk-fix-1", "security"},
                                                                 {"dependabot/npm_and_yarn/x", "dependency"},
                                                                 {"my-branch", ""}};
  for (const auto& [branch, review] : rows) {
    const auto verdict = verdict_of(pull_request(branch, "master"));
    BOOST_TEST(is(verdict, Decision::test_report), branch);
    BOOST_TEST(verdict.review == review, branch);
  }
}

BOOST_AUTO_TEST_CASE(branches_that_only_look_like_a_dry_run_are_none) {
  for (const std::string branch :
       {"dry-", "dry-3.1", "dry-3.1.68-SNAPSHOT", "dry-3.1.68x y", "xdry-3.1.68", "dry-v3.1.68"}) {
    BOOST_TEST(is(verdict_of(pull_request(branch, "3.1.x")), Decision::test_report), branch);
  }
}

BOOST_AUTO_TEST_CASE(the_push_that_merged_it_is_the_release) {
  const auto event = push_to("3.1.x");

  BOOST_TEST((ra::event::question_of(event) == Question::pull_of_commit));
  const auto verdict = verdict_of(event, merged("dry-3.1.68", "3.1.x"));
  BOOST_TEST(is(verdict, Decision::release));
  BOOST_TEST((verdict.commands == Commands{{"release", "--dry-run=false"}}));
}

BOOST_AUTO_TEST_CASE(any_other_push_is_not) {
  auto open = merged("dry-3.1.68", "3.1.x");
  open.merged = false;
  auto other_commit = merged("dry-3.1.68", "3.1.x");
  other_commit.merge_commit = "fffffff";

  BOOST_TEST(is(verdict_of(push_to("3.1.x")), Decision::none));
  BOOST_TEST(is(verdict_of(push_to("3.1.x"), open), Decision::none));
  BOOST_TEST(is(verdict_of(push_to("3.1.x"), other_commit), Decision::none));
  BOOST_TEST(is(verdict_of(push_to("3.1.x"), merged("fix-7", "3.1.x")), Decision::none));
  BOOST_TEST(is(verdict_of(push_to("3.2.x"), merged("dry-3.1.68", "3.2.x")), Decision::none));
}

BOOST_AUTO_TEST_CASE(the_commit_that_merged_it_releases_nothing_on_a_copy_of_the_branch) {
  const auto verdict = verdict_of(push_to("backup"), merged("dry-3.1.68", "3.1.x"));

  BOOST_TEST((verdict.decision == Decision::none));
  BOOST_TEST(verdict.commands.empty());
}

BOOST_AUTO_TEST_CASE(tests_that_ended_elsewhere_are_told_and_nobody_is_asked) {
  Event event;
  event.kind = Kind::tested;
  event.branch = "dry-3.1.68";  // whatever a stranger calls it

  const auto verdict = verdict_of(event);

  BOOST_TEST((ra::event::question_of(event) == Question::none));
  BOOST_TEST(is(verdict, Decision::test_report));
  BOOST_TEST_REQUIRE(verdict.commands.size() == 1U);
  BOOST_TEST(verdict.commands[0][0] == "test-report");
  BOOST_TEST(verdict.commands[0][1] == "--unreadable=ignore");
}

BOOST_AUTO_TEST_CASE(a_version_tag_is_published_and_the_start_tag_is_not) {
  BOOST_TEST(is(verdict_of(tagged("3.1.68")), Decision::publish));
  BOOST_TEST(is(verdict_of(tagged("v1.2.3")), Decision::publish));
  for (const std::string tag : {"3.1.68_START", "latest", "3.1.68-SNAPSHOT", ""}) {
    BOOST_TEST(is(verdict_of(tagged(tag)), Decision::none), tag);
  }
}

BOOST_AUTO_TEST_CASE(the_version_of_a_tag_is_that_of_all_that_is_made_and_sent) {
  const auto verdict = verdict_of(tagged("v1.2.3"));

  BOOST_TEST_REQUIRE(verdict.commands.size() == 7U);
  BOOST_TEST(
      (verdict.commands[0] == std::vector<std::string>{"bundle"}));  // its components' versions are the manifest's
  for (std::size_t i = 1; i < verdict.commands.size(); ++i) {
    BOOST_TEST(std::ranges::count(verdict.commands[i], "--release-version=1.2.3") == 1, verdict.commands[i][0]);
  }
}

BOOST_AUTO_TEST_CASE(the_button_does_what_its_inputs_say_and_for_good_only_when_they_say_so) {
  BOOST_TEST(is(verdict_of(pressed({{"command", "release"}, {"dry-run", "false"}})), Decision::release));
  BOOST_TEST(is(verdict_of(pressed({{"command", "release"}})), Decision::dry_run));
  BOOST_TEST(is(verdict_of(pressed({{"command", "release"}, {"dry-run", "no"}})), Decision::dry_run));
  BOOST_TEST(is(verdict_of(pressed({{"command", "rm -rf"}})), Decision::none));
  BOOST_TEST(is(verdict_of(pressed({})), Decision::none));
}

BOOST_AUTO_TEST_CASE(nothing_is_done_for_what_is_not_known) {
  Event event;
  event.name = "issue_comment";

  const auto verdict = verdict_of(event);

  BOOST_TEST(is(verdict, Decision::none));
  BOOST_TEST(verdict.why == "nothing is done for the event issue_comment");
}

BOOST_AUTO_TEST_CASE(nothing_is_done_for_a_fork_whatever_happened) {
  for (Event event : {tagged("3.1.68"), push_to("3.1.x"), pressed({{"command", "release"}, {"dry-run", "false"}})}) {
    event.from_fork = true;

    const auto verdict = verdict_of(event, merged("dry-3.1.68", "3.1.x"));

    BOOST_TEST(is(verdict, Decision::none));
    BOOST_TEST(verdict.commands.empty());
  }
}

BOOST_AUTO_TEST_SUITE_END()
