#include "bench.hpp"

#include <boost/test/unit_test.hpp>

#include <fmt/format.h>

using ra::Errc;
using ra::forge::DeploymentState;
using ra::forge::Permission;
using ra::test::code_of;
using ra::test::ForgeBench;
using ra::test::json_answer;

BOOST_AUTO_TEST_SUITE(github_access)

BOOST_AUTO_TEST_CASE(what_a_branch_demands_is_in_rulesets_and_in_the_older_protection) {
  ForgeBench b;
  b.get("/branches/3.1.x", json_answer(200, R"({"name": "3.1.x", "protected": true, "protection": {
      "required_status_checks": {"contexts": ["old"], "checks": [{"context": "old"}, {"context": "app"}]}}})"));
  b.get("/rules/branches/3.1.x", json_answer(200, R"([{"type": "deletion"}, {"type": "required_status_checks",
      "parameters": {"required_status_checks": [{"context": "release-action/dry-run"}]}}])"));

  const auto rules = b.await(b.github()->access().rules("3.1.x")).value();

  BOOST_TEST(rules.there);
  BOOST_TEST(rules.is_protected);
  const std::vector<std::string> expected{"old", "app", "release-action/dry-run"};
  BOOST_TEST(rules.required == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_branch_that_is_not_there_demands_nothing) {
  ForgeBench b;
  b.get("/branches/3.2.x", json_answer(404, R"({"message": "Branch not found"})"));

  BOOST_TEST(!b.await(b.github()->access().rules("3.2.x")).value().there);
}

BOOST_AUTO_TEST_CASE(what_the_token_may_do_is_said_of_a_person_and_not_of_an_app) {
  ForgeBench b;
  b.get("/repos/acme/release", json_answer(200, R"({"default_branch": "master", "private": true,
      "permissions": {"admin": false, "push": false, "pull": true}})"));
  b.get("/repos/acme/release", json_answer(200, R"({"default_branch": "master"})"));
  b.get("/repos/acme/release", json_answer(200, "{}"));
  const auto github = b.github();

  const auto person = b.await(github->access().token()).value();
  BOOST_TEST((person.can_push == false));
  BOOST_TEST(person.private_repository);
  BOOST_TEST(!b.await(github->access().token()).value().can_push.has_value());
  BOOST_TEST((code_of(b.await(github->access().token())) == Errc::internal));
}

BOOST_AUTO_TEST_CASE(a_permission_that_nobody_knows_is_an_error_and_a_stranger_has_none) {
  ForgeBench b;
  b.get("/collaborators/ann/permission", json_answer(200, R"({"permission": "write", "role_name": "maintain"})"));
  b.get("/collaborators/bob/permission", json_answer(404, R"({"message": "bob is not a user"})"));
  b.get("/collaborators/cyd/permission", json_answer(200, R"({"permission": "owner"})"));
  const auto github = b.github();

  BOOST_TEST((b.await(github->access().of_user("ann")).value() == Permission::write));
  BOOST_TEST((b.await(github->access().of_user("bob")).value() == Permission::none));
  BOOST_TEST((code_of(b.await(github->access().of_user("cyd"))) == Errc::internal));
}

BOOST_AUTO_TEST_CASE(a_deployment_merges_nothing_and_waits_for_nothing) {
  ForgeBench b;
  b.post("/deployments", json_answer(201, R"({"id": 7, "environment": "demo"})"));
  b.post("/deployments/7/statuses", json_answer(201, "{}"));
  const auto github = b.github();

  BOOST_TEST(b.await(github->deployments().create("3.1.68", "demo", "d")).value().id == 7);
  BOOST_TEST(b.last_body().find(R"("auto_merge":false,"required_contexts":[])") != std::string::npos);
  const std::string long_text(200, 'x');
  BOOST_TEST(b.await(github->deployments().set(7, DeploymentState::success, long_text, "l")).has_value());
  BOOST_TEST(ra::json::parse(b.last_body()).value()["description"].as_string().size() <= 142U);  // with … in UTF-8
}

BOOST_AUTO_TEST_CASE(a_merge_instead_of_a_deployment_is_no_deployment) {
  ForgeBench b;
  b.post("/deployments", json_answer(202, R"({"message": "Auto-merged master into topic-branch on deployment."})"));

  BOOST_TEST((code_of(b.await(b.github()->deployments().create("x", "demo", "d"))) == Errc::internal));
}

BOOST_AUTO_TEST_CASE(a_ruleset_alone_protects_a_branch_and_so_does_the_older_protection) {
  ForgeBench b;
  b.get("/branches/dry%2F3", json_answer(200, R"({"protected": false})"));
  b.get("/rules/branches/dry%2F3", json_answer(200, R"([{"type": "deletion",
      "parameters": {"required_status_checks": [{"context": "of another type"}]}}])"));
  b.get("/branches/a", json_answer(200, R"({"protected": true})"));
  b.get("/rules/branches/a", json_answer(200, "[]"));
  b.get("/branches/b", json_answer(200, "{}"));
  b.get("/rules/branches/b", json_answer(200, "[]"));
  const auto github = b.github();

  const auto by_ruleset = b.await(github->access().rules("dry/3")).value();
  BOOST_TEST(by_ruleset.is_protected);
  BOOST_TEST(by_ruleset.required.empty());
  BOOST_TEST(b.await(github->access().rules("a")).value().is_protected);
  BOOST_TEST(!b.await(github->access().rules("b")).value().is_protected);
}

BOOST_AUTO_TEST_CASE(contexts_are_texts_or_objects) {
  ForgeBench b;
  b.get("/branches/a", json_answer(200, R"({"protection": {"required_status_checks": {"contexts": ["old"]}}})"));
  b.get("/rules/branches/a", json_answer(200, "[]"));

  BOOST_TEST(b.await(b.github()->access().rules("a")).value().required.at(0) == "old");
}

BOOST_AUTO_TEST_CASE(each_permission_is_known_and_a_name_is_encoded) {
  const std::vector<std::pair<const char*, Permission>> rows{{"admin", Permission::admin},
                                                             {"write", Permission::write},
                                                             {"read", Permission::read},
                                                             {"none", Permission::none}};
  for (const auto& [word, permission] : rows) {
    ForgeBench b;
    b.get("/collaborators/a%2Fb%5Bbot%5D/permission", json_answer(200, fmt::format(R"({{"permission": "{}"}})", word)));

    const auto found = b.await(b.github()->access().of_user("a/b[bot]"));
    BOOST_TEST_REQUIRE(found.has_value());
    BOOST_TEST((*found == permission), word);
  }
}

BOOST_AUTO_TEST_CASE(each_state_of_a_deployment_has_its_word_and_its_log) {
  const std::vector<std::pair<DeploymentState, const char*>> rows{
      {DeploymentState::queued, "queued"},   {DeploymentState::in_progress, "in_progress"},
      {DeploymentState::success, "success"}, {DeploymentState::failure, "failure"},
      {DeploymentState::error, "error"},     {DeploymentState::inactive, "inactive"}};
  for (const auto& [state, word] : rows) {
    ForgeBench b;
    b.post("/deployments/7/statuses", json_answer(201, "{}"));

    BOOST_TEST(b.await(b.github()->deployments().set(7, state, "d", "https://ci.example/1")).has_value());
    const auto body = ra::json::parse(b.last_body()).value();
    BOOST_TEST(body["state"].as_string() == word);
    BOOST_TEST(body["log_url"].as_string() == "https://ci.example/1");
  }
}

BOOST_AUTO_TEST_CASE(the_text_of_a_deployment_has_140_characters_at_most) {
  for (const std::size_t length : {139U, 140U, 141U}) {
    ForgeBench b;
    b.post("/deployments/7/statuses", json_answer(201, "{}"));

    const std::string text(length, 'x');
    BOOST_TEST(b.await(b.github()->deployments().set(7, DeploymentState::success, text, "")).has_value());
    std::size_t characters = 0;
    const std::string sent = ra::json::parse(b.last_body()).value()["description"].as_string();
    for (const char c : sent) characters += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    BOOST_TEST(characters == std::min<std::size_t>(length, 140));
  }
}

BOOST_AUTO_TEST_CASE(an_environment_is_encoded_in_the_question) {
  ForgeBench b;
  b.get("/deployments?environment=a%20b%26c&per_page=100", json_answer(200, R"([{"id": 7, "environment": "a b&c"}])"));

  BOOST_TEST(b.await(b.github()->deployments().of("a b&c")).value().size() == 1U);
}

BOOST_AUTO_TEST_CASE(who_let_a_run_go_on_to_an_environment_is_named_once_for_each_time) {
  ForgeBench b;
  b.get("/repos/acme/release/actions/runs/7512/approvals", json_answer(200, R"([
      {"state": "approved", "user": {"login": "ann"}, "environments": [{"name": "staging"}, {"name": "Release"}]},
      {"state": "rejected", "user": {"login": "bob"}, "environments": [{"name": "release"}]},
      {"state": "pending", "user": {"login": "bob"}, "environments": [{"name": "release"}]},
      {"state": "approved", "user": {"login": "cyd"}, "environments": [{"name": "staging"}]},
      {"state": "approved", "user": {"login": "ann"}, "environments": [{"name": "release"}]}])"));

  const auto who = b.await(b.github()->deployments().approvals(7512, "release")).value();

  const std::vector<std::string> expected{"ann", "ann"};
  BOOST_TEST(who == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_people_say_is_in_comments_and_in_reviews_that_approve) {
  ForgeBench b;
  b.get("/repos/acme/release/issues/42/comments?since=2026-01-14T10%3A00%3A00Z", json_answer(200, R"([
      {"id": 1, "body": "one", "created_at": "2026-01-14T10:01:00Z", "html_url": "https://x/1", "user": {"login": "ann",
       "type": "User"}},
      {"id": 2, "body": "two", "created_at": "2026-01-14T10:02:00Z", "user": {"login": "robot[bot]", "type": "Bot"}},
      {"id": 3, "body": "three", "created_at": "2026-01-14T10:03:00Z", "user": null}])"));
  b.get("/repos/acme/release/pulls/42/reviews", json_answer(200, R"([
      {"id": 4, "state": "COMMENTED", "body": "four", "user": {"login": "ann"}},
      {"id": 5, "state": "DISMISSED", "body": "five", "user": {"login": "ann"}},
      {"id": 6, "state": "APPROVED", "body": "six", "submitted_at": "2026-01-14T10:06:00Z", "html_url": "https://x/6",
       "user": {"login": "bob", "type": "User"}}])"));

  const auto said = b.await(b.github()->comments().remarks(42, "2026-01-14T10:00:00Z")).value();

  BOOST_TEST_REQUIRE(said.size() == 4U);
  BOOST_TEST(said[0].author == "ann");
  BOOST_TEST(said[0].body == "one");
  BOOST_TEST(said[0].at == "2026-01-14T10:01:00Z");
  BOOST_TEST(said[0].link == "https://x/1");
  BOOST_TEST(!said[0].by_program);
  BOOST_TEST(said[1].by_program);
  BOOST_TEST(said[2].author == "");
  BOOST_TEST(said[3].author == "bob");
  BOOST_TEST(said[3].is_review);
  BOOST_TEST(said[3].at == "2026-01-14T10:06:00Z");
}

BOOST_AUTO_TEST_CASE(how_pull_requests_are_merged_is_as_the_repository_says) {
  ForgeBench b;
  b.post("/graphql", json_answer(200, R"({"data": {"repository": {"mergeCommitAllowed": false,
      "squashMergeAllowed": true, "rebaseMergeAllowed": false, "squashMergeCommitTitle": "PR_TITLE",
      "squashMergeCommitMessage": "BLANK", "mergeCommitTitle": "MERGE_MESSAGE", "mergeCommitMessage": "PR_TITLE"}}})"));

  const auto ways = b.await(b.github()->access().merge_ways()).value();

  BOOST_TEST(ways.merge.value() == false);
  BOOST_TEST(ways.squash.value() == true);
  BOOST_TEST(ways.rebase.value() == false);
  BOOST_TEST(ways.squash_has_pulls_title);
  BOOST_CHECK(ways.squash_body == ra::forge::MergeWays::Body::none);
  BOOST_TEST(!ways.merge_has_pulls_title);
  BOOST_CHECK(ways.merge_body == ra::forge::MergeWays::Below::title);
}

BOOST_AUTO_TEST_CASE(how_pull_requests_are_merged_may_be_left_unsaid) {
  ForgeBench b;
  b.post("/graphql", json_answer(200, R"({"data": {"repository": null}})"));

  const auto ways = b.await(b.github()->access().merge_ways()).value();

  BOOST_TEST(!ways.merge.has_value());
  BOOST_TEST(!ways.squash.has_value());
  BOOST_CHECK(ways.squash_body == ra::forge::MergeWays::Body::commits);
}

BOOST_AUTO_TEST_CASE(a_deployment_tells_what_was_said_of_it_last) {
  ForgeBench b;
  b.get("/deployments/7/statuses?per_page=1", json_answer(200, R"([{"state": "in_progress"}])"));
  b.get("/deployments/7/statuses?per_page=1", json_answer(200, "[]"));
  b.get("/deployments/7/statuses?per_page=1", json_answer(200, R"([{"state": "pending"}])"));

  const auto github = b.github();
  BOOST_TEST((b.await(github->deployments().state(7)).value() == DeploymentState::in_progress));
  BOOST_TEST(!b.await(github->deployments().state(7)).value().has_value());
  BOOST_TEST(!b.await(github->deployments().state(7)).value().has_value());
}

BOOST_AUTO_TEST_SUITE_END()
