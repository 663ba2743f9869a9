#include "github_actions_support.hpp"

#include "ci/github_actions_check.hpp"

using namespace ra::test;
using ra::Errc;

namespace {

constexpr const char* active = R"({"id":7,"name":"Release","path":".github/workflows/release.yml","state":"active"})";

ra::http::Response file(const std::string& base64) {
  return json_answer(200, R"({"type":"file","encoding":"base64","content":")" + base64 + R"("})");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(github_actions)

BOOST_AUTO_TEST_SUITE(checking_a_workflow)

BOOST_AUTO_TEST_CASE(an_active_workflow_with_the_trigger_on_the_branch_is_fine) {
  ActionsBench b;
  b.get(workflow_path, json_answer(200, active));
  b.get("/repos/acme/gateway/contents/.github%2Fworkflows%2Frelease.yml?ref=3.16.x",
        file("b246CiAgd29ya2Zsb3dfZGlz\\ncGF0Y2g6Cg==\\n"));

  BOOST_TEST(b.check().has_value());
  BOOST_TEST(b.client.done());
}

BOOST_AUTO_TEST_CASE(a_token_is_known_without_a_project_and_without_limits) {
  for (const auto& [status, accepted] : {std::pair{200, true}, {404, true}, {401, false}}) {
    ActionsBench b;
    b.get("/rate_limit", json_answer(status, R"({"message":"x"})"));
    BOOST_TEST(b.await(b.provider->check_token()).has_value() == accepted, status);
  }
}

BOOST_AUTO_TEST_CASE(a_workflow_without_the_trigger_says_what_to_add) {
  ActionsBench b;
  b.get(workflow_path, json_answer(200, active));
  b.get("/contents/", file("b246IHB1c2gK"));  // on: push

  const auto result = b.check();

  BOOST_REQUIRE(result.has_error());
  BOOST_TEST((result.error().code == Errc::config));
  BOOST_TEST(result.error().message ==
             "workflow release.yml of acme/gateway cannot be started: .github/workflows/release.yml on 3.16.x has no "
             "workflow_dispatch trigger");
}

BOOST_AUTO_TEST_CASE(a_trigger_in_a_comment_is_none) {
  ActionsBench b;
  b.get(workflow_path, json_answer(200, active));
  b.get("/contents/", file("b246IHB1c2ggIyB3b3JrZmxvd19kaXNwYXRjaAo="));  // on: push # workflow_dispatch

  BOOST_TEST((b.check().error().code == Errc::config));
}

BOOST_AUTO_TEST_CASE(a_comment_begins_with_a_hash_after_a_space_or_at_the_start) {
  using ra::ci::github_actions::names_dispatch;
  BOOST_TEST(names_dispatch("on: workflow_dispatch"));
  BOOST_TEST(names_dispatch("on: # by hand\n  workflow_dispatch:\n"));
  BOOST_TEST(names_dispatch("on: {x: a#b, workflow_dispatch: }\n"));
  BOOST_TEST(!names_dispatch("# workflow_dispatch\n"));
  BOOST_TEST(!names_dispatch("#workflow_dispatch\n  #workflow_dispatch\n"));
  BOOST_TEST(!names_dispatch("on: push # workflow_dispatch\n"));
  BOOST_TEST(!names_dispatch(""));
}

BOOST_AUTO_TEST_CASE(a_branch_and_a_file_are_encoded_in_the_question) {
  ActionsBench b;
  auto job = ActionsBench::job();
  job.branch = "dry/3.16&x";
  job.definition = "my release.yml";
  b.get("/actions/workflows/my%20release.yml", json_answer(200, active));
  b.get("/contents/.github%2Fworkflows%2Frelease.yml?ref=dry%2F3.16%26x", json_answer(403, "{}"));

  BOOST_TEST(b.check(job).has_value());
  BOOST_TEST(b.client.done());
}

BOOST_AUTO_TEST_CASE(a_file_without_text_leaves_the_trigger_unchecked) {
  ActionsBench b;
  b.get(workflow_path, json_answer(200, active));
  b.get("/contents/", file(""));  // so GitHub answers for one over 1 MB

  BOOST_TEST(b.check().has_value());
}

BOOST_AUTO_TEST_CASE(a_file_that_may_not_be_read_leaves_the_trigger_unchecked) {
  ActionsBench b;
  b.get(workflow_path, json_answer(200, active));
  b.get("/contents/", json_answer(403, R"({"message":"Resource not accessible by integration"})"));

  BOOST_TEST(b.check().has_value());
  BOOST_TEST(b.client.requests().size() == 2U);
}

BOOST_AUTO_TEST_CASE(a_file_that_is_missing_on_the_branch_alone_is_not_found) {
  ActionsBench b;
  b.get(workflow_path, json_answer(200, active));
  b.get("?ref=3.16.x", not_found());
  b.get("/contents/", file("b246IHB1c2gK"));

  const auto result = b.check();

  BOOST_REQUIRE(result.has_error());
  BOOST_TEST((result.error().code == Errc::not_found));
  BOOST_TEST(result.error().message == "acme/gateway has no .github/workflows/release.yml on branch 3.16.x");
}

BOOST_AUTO_TEST_CASE(a_file_that_is_nowhere_to_be_read_leaves_the_trigger_unchecked) {
  ActionsBench b;
  b.get(workflow_path, json_answer(200, active));
  b.get("?ref=3.16.x", not_found());
  b.get("/contents/", not_found());

  BOOST_TEST(b.check().has_value());
}

BOOST_AUTO_TEST_CASE(a_disabled_workflow_says_how_to_enable_it) {
  for (const char* state : {"disabled_manually", "disabled_inactivity", "disabled_fork", "disabled_by_the_moon"})
    BOOST_TEST_CONTEXT(state) {
      ActionsBench b;
      b.get(workflow_path, json_answer(200, std::string{R"({"path":"x","state":")"} + state + "\"}"));

      const auto result = b.check();

      BOOST_REQUIRE(result.has_error());
      BOOST_TEST((result.error().code == Errc::config));
      BOOST_TEST(mentions(result.error().hint, "Enable workflow"));
    }
}

BOOST_AUTO_TEST_CASE(why_a_workflow_is_disabled_is_said) {
  const auto why = [](const char* state) {
    ActionsBench b;
    b.get(workflow_path, json_answer(200, std::string{R"({"path":"x","state":")"} + state + "\"}"));
    return b.check().error().message.substr(std::string{"workflow release.yml of acme/gateway is disabled"}.size());
  };
  BOOST_TEST(why("disabled_manually") == " by somebody");
  BOOST_TEST(why("disabled_inactivity") == " by GitHub, for want of activity in the repository");
  BOOST_TEST(why("disabled_fork") == ", as those of a new fork are");
  BOOST_TEST(why("disabled_by_the_moon") == " or the like: `disabled_by_the_moon`");
}

BOOST_AUTO_TEST_CASE(a_workflow_without_a_state_is_no_answer) {
  ActionsBench b;
  b.get(workflow_path, json_answer(200, R"({"path":"x"})"));

  BOOST_TEST((b.check().error().code == Errc::transient));
}

BOOST_AUTO_TEST_CASE(a_repository_that_cannot_be_asked_for_is_not_said_to_be_missing) {
  ActionsBench b;
  b.get(workflow_path, not_found());
  b.get("/repos/acme/gateway", json_answer(502, "{}"));

  BOOST_TEST((b.check().error().code == Errc::transient));
}

BOOST_AUTO_TEST_CASE(a_deleted_workflow_is_not_found) {
  ActionsBench b;
  b.get(workflow_path, json_answer(200, R"({"path":"x","state":"deleted"})"));

  BOOST_TEST((b.check().error().code == Errc::not_found));
}

BOOST_AUTO_TEST_CASE(a_repository_without_the_workflow_is_told_from_one_that_is_not_there) {
  ActionsBench there;
  there.get(workflow_path, not_found());
  there.get("/repos/acme/gateway", json_answer(200, R"({"default_branch":"master"})"));
  ActionsBench absent;
  absent.get(workflow_path, not_found());
  absent.get("/repos/acme/gateway", not_found());

  const auto no_workflow = there.check();
  const auto no_repository = absent.check();

  BOOST_REQUIRE(no_workflow.has_error());
  BOOST_TEST((no_workflow.error().code == Errc::not_found));
  BOOST_TEST(no_workflow.error().message == "acme/gateway has no workflow release.yml");
  BOOST_TEST(mentions(no_workflow.error().hint, "master"));
  BOOST_REQUIRE(no_repository.has_error());
  BOOST_TEST((no_repository.error().code == Errc::not_found));
  BOOST_TEST(mentions(no_repository.error().message, "the token may not see it"));
}

BOOST_AUTO_TEST_CASE(a_token_that_may_not_says_what_it_needs) {
  ActionsBench b;
  b.get(workflow_path, json_answer(403, R"({"message":"Resource not accessible by integration"})"));

  const auto result = b.check();

  BOOST_REQUIRE(result.has_error());
  BOOST_TEST((result.error().code == Errc::unauthorized));
  BOOST_TEST(mentions(result.error().hint, "actions: write"));
}

BOOST_AUTO_TEST_CASE(what_is_no_repository_and_no_workflow_is_never_asked_for) {
  for (const char* project : {"", "gateway", "gh/acme/gateway", "acme/", "../x", "acme/..", "acme/.", "./x"})
    BOOST_TEST_CONTEXT(project) {
      ActionsBench b;
      auto job = ActionsBench::job();
      job.project = project;
      BOOST_TEST((b.check(job).error().code == Errc::config));
      BOOST_TEST(b.client.requests().empty());
    }
  for (const char* definition : {"release", ".yml", ".yaml", "a/b.yml", "a\\b.yml", "../x.yml", "x?a.yml", "x#a.yml",
                                 "x%2f.yml", "2338d0ae-5541-4bbf"})
    BOOST_TEST_CONTEXT(definition) {
      ActionsBench b;
      auto job = ActionsBench::job();
      job.definition = definition;
      BOOST_TEST((b.trigger(job).error().code == Errc::config));
      BOOST_TEST(b.client.requests().empty());
    }
}

BOOST_AUTO_TEST_CASE(a_workflow_may_be_named_by_file_or_id) {
  for (const char* definition : {"publish.yaml", "161335"}) BOOST_TEST_CONTEXT(definition) {
      ActionsBench b;
      auto job = ActionsBench::job();
      job.definition = definition;
      b.get(std::string{"/actions/workflows/"} + definition, json_answer(200, active));
      b.get("/contents/", json_answer(403, "{}"));
      BOOST_TEST(b.check(job).has_value());
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
