// The payloads are cut down to what is read; their shape is that of GitHub's webhook payloads.
#include "event/event.hpp"

#include "base/files.hpp"
#include "support/temporary_folder.hpp"

#include <fmt/format.h>
#include <boost/test/unit_test.hpp>

using ra::event::Event;
using ra::event::Kind;

namespace {

struct Runner {
  ra::test::TemporaryFolder folder;
  ra::Environment environment;

  explicit Runner(const std::string& name, const std::string& payload, const std::string& ref = {}) {
    const auto path = folder.path() / "event.json";
    BOOST_REQUIRE(ra::write_file(path, payload).has_value());
    environment.variables = {{"GITHUB_ACTIONS", "true"},   {"GITHUB_EVENT_NAME", name},
                             {"GITHUB_REPOSITORY", "o/r"}, {"GITHUB_SHA", "mergesha"},
                             {"GITHUB_RUN_ID", "75123"},   {"GITHUB_RUN_ATTEMPT", "2"},
                             {"GITHUB_REF", ref},          {"GITHUB_EVENT_PATH", path.string()}};
  }

  Event event() const { return ra::event::read_event(environment).value().value(); }
};

std::string pull_request_payload(const std::string& action, const std::string& from = "o/r") {
  return fmt::format(R"({{"action": "{}", "number": 42, "pull_request": {{
      "head": {{"ref": "dry-3.1.68", "sha": "9c1f0ad", "repo": {{"full_name": "{}"}}}}, "base": {{"ref": "3.1.x"}}}}}})",
                     action, from);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(github_event)

BOOST_AUTO_TEST_CASE(outside_a_ci_there_is_no_event) { BOOST_TEST(!ra::event::read_event({}).value().has_value()); }

BOOST_AUTO_TEST_CASE(a_pull_request_has_its_own_commit_not_the_one_of_the_test_merge) {
  const auto event = Runner{"pull_request", pull_request_payload("synchronize")}.event();

  BOOST_TEST((event.kind == Kind::pull_request));
  BOOST_TEST(event.number == 42);
  BOOST_TEST(event.branch == "dry-3.1.68");
  BOOST_TEST(event.base == "3.1.x");
  BOOST_TEST(event.sha == "9c1f0ad");
  BOOST_TEST(!event.from_fork);
}

BOOST_AUTO_TEST_CASE(the_run_and_its_attempt_are_known) {
  const auto event = Runner{"pull_request", pull_request_payload("opened")}.event();

  BOOST_TEST(event.run == 75123);
  BOOST_TEST(event.attempt == 2);
  BOOST_TEST(event.run_link == "https://github.com/o/r/actions/runs/75123");
}

BOOST_AUTO_TEST_CASE(a_pull_request_that_got_no_new_code_is_an_event_that_nothing_is_done_for) {
  for (const std::string action : {"closed", "labeled", "edited", "assigned"}) {
    const auto event = Runner{"pull_request", pull_request_payload(action)}.event();
    BOOST_TEST((event.kind == Kind::unknown), action);
    BOOST_TEST(event.name == "pull_request." + action);
  }
}

BOOST_AUTO_TEST_CASE(a_fork_is_known_by_its_name_and_a_deleted_one_stays_a_fork) {
  BOOST_TEST((Runner{"pull_request", pull_request_payload("opened", "stranger/r")}.event().from_fork));
  const std::string deleted =
      R"({"action": "opened", "number": 42, "pull_request": {"head": {"ref": "x", "repo": null}, "base": {"ref": "y"}}})";
  BOOST_TEST((Runner{"pull_request", deleted}.event().from_fork));
}

BOOST_AUTO_TEST_CASE(pull_request_target_is_not_known_since_it_gives_strangers_secrets) {
  BOOST_TEST((Runner{"pull_request_target", pull_request_payload("opened")}.event().kind == Kind::unknown));
}

BOOST_AUTO_TEST_CASE(a_push_is_to_a_branch_or_of_a_tag) {
  const auto branch = Runner{"push", "{}", "refs/heads/3.1.x"}.event();
  const auto tag = Runner{"push", "{}", "refs/tags/3.1.68"}.event();

  BOOST_TEST((branch.kind == Kind::push));
  BOOST_TEST(branch.branch == "3.1.x");
  BOOST_TEST(branch.sha == "mergesha");
  BOOST_TEST((tag.kind == Kind::tag));
  BOOST_TEST(tag.tag == "3.1.68");
}

BOOST_AUTO_TEST_CASE(a_deleted_branch_is_no_push) {
  BOOST_TEST((Runner{"push", R"({"deleted": true})", "refs/heads/3.1.x"}.event().kind == Kind::unknown));
}

BOOST_AUTO_TEST_CASE(a_release_counts_once_it_is_published) {
  const std::string payload = R"({{"action": "{}", "release": {{"tag_name": "1.2.3"}}}})";
  BOOST_TEST((Runner{"release", fmt::format(fmt::runtime(payload), "published")}.event().kind == Kind::release));
  BOOST_TEST((Runner{"release", fmt::format(fmt::runtime(payload), "created")}.event().kind == Kind::unknown));
}

BOOST_AUTO_TEST_CASE(the_inputs_of_a_manual_run_are_texts) {
  const auto event =
      Runner{"workflow_dispatch", R"({"inputs": {"command": "release", "dry-run": false}})", "refs/heads/3.1.x"}
          .event();

  BOOST_TEST((event.kind == Kind::manual));
  BOOST_TEST(event.inputs.at("command") == "release");
  BOOST_TEST(event.inputs.at("dry-run") == "false");
  BOOST_TEST(event.branch == "3.1.x");
}

std::string workflow_run_payload(const std::string& action, const std::string& of, const std::string& conclusion) {
  return fmt::format(
      R"({{"action": "{}", "workflow_run": {{"id": 4711, "run_attempt": 3, "event": "{}", "conclusion": "{}",
      "head_branch": "fix-7", "head_sha": "abc123", "pull_requests": [{{"number": 13}}],
      "head_repository": {{"owner": {{"login": "stranger"}}}}}}}})",
      action, of, conclusion);
}

BOOST_AUTO_TEST_CASE(tests_that_ended_elsewhere_are_told_with_their_own_run) {
  const auto event = Runner{"workflow_run", workflow_run_payload("completed", "pull_request", "failure")}.event();

  BOOST_TEST((event.kind == Kind::tested));
  BOOST_TEST(event.branch == "fix-7");
  BOOST_TEST(event.head_owner == "stranger");
  BOOST_TEST(event.sha == "abc123");
  BOOST_TEST(event.run == 4711);
  BOOST_TEST(event.attempt == 3);
  BOOST_TEST(event.run_link == "https://github.com/o/r/actions/runs/4711");
  BOOST_TEST(event.ended_as == "failed");
  BOOST_TEST(event.number == 0);  // the payload's are not for forks
  BOOST_TEST(!event.from_fork);   // the code that runs here is not theirs
  const auto good = Runner{"workflow_run", workflow_run_payload("completed", "pull_request", "success")}.event();
  BOOST_TEST(good.ended_as == "success");
  std::string first = workflow_run_payload("completed", "pull_request", "success");
  first.replace(first.find("run_attempt"), 11, "-----------");
  BOOST_TEST((Runner{"workflow_run", first}.event().attempt == 1));
}

BOOST_AUTO_TEST_CASE(other_workflows_that_end_are_not_acted_on) {
  BOOST_TEST(
      (Runner{"workflow_run", workflow_run_payload("requested", "pull_request", "")}.event().kind == Kind::unknown));
  BOOST_TEST(
      (Runner{"workflow_run", workflow_run_payload("completed", "push", "success")}.event().kind == Kind::unknown));
  for (const std::string lacking : {"id", "head_branch", "head_sha"}) {
    std::string payload = workflow_run_payload("completed", "pull_request", "success");
    payload.replace(payload.find('"' + lacking + '"'), lacking.size() + 1, "\"-");
    BOOST_TEST((Runner{"workflow_run", payload}.event().kind == Kind::unknown), lacking);
  }
  BOOST_TEST((Runner{"workflow_run", R"({"action":"completed","workflow_run":7})"}.event().kind == Kind::unknown));
}

BOOST_AUTO_TEST_CASE(a_payload_that_is_not_json_is_an_error_that_names_the_place) {
  const Runner runner{"push", "{\n  oops"};

  const auto event = ra::event::read_event(runner.environment);

  BOOST_TEST((event.error().code == ra::Errc::config));
  BOOST_TEST(event.error().message.find("event.json:2:3") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(hostile_payloads_are_an_event_that_nothing_is_done_for) {
  for (const std::string payload : {"[]", "null", R"({"action": {}, "number": "x", "pull_request": 7})",
                                    R"({"action": "opened", "number": -1, "pull_request": {"head": []}})"}) {
    BOOST_TEST((Runner{"pull_request", payload}.event().kind == Kind::unknown), payload);
  }
}

BOOST_AUTO_TEST_CASE(a_pull_request_of_nobodys_repository_is_a_strangers) {
  Runner runner{"pull_request", pull_request_payload("opened", "")};
  runner.environment.variables.erase("GITHUB_REPOSITORY");

  BOOST_TEST(runner.event().from_fork);
}

BOOST_AUTO_TEST_SUITE_END()
