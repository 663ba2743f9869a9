#include "bench.hpp"

#include <boost/test/unit_test.hpp>

using ra::Errc;
using ra::forge::DeploymentState;
using ra::forge::Permission;
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
  BOOST_TEST((b.await(github->access().token()).error().code == Errc::internal));
}

BOOST_AUTO_TEST_CASE(a_permission_that_nobody_knows_is_an_error_and_a_stranger_has_none) {
  ForgeBench b;
  b.get("/collaborators/ann/permission", json_answer(200, R"({"permission": "write", "role_name": "maintain"})"));
  b.get("/collaborators/bob/permission", json_answer(404, R"({"message": "bob is not a user"})"));
  b.get("/collaborators/cyd/permission", json_answer(200, R"({"permission": "owner"})"));
  const auto github = b.github();

  BOOST_TEST((b.await(github->access().of_user("ann")).value() == Permission::write));
  BOOST_TEST((b.await(github->access().of_user("bob")).value() == Permission::none));
  BOOST_TEST((b.await(github->access().of_user("cyd")).error().code == Errc::internal));
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

  BOOST_TEST((b.await(b.github()->deployments().create("x", "demo", "d")).error().code == Errc::internal));
}

BOOST_AUTO_TEST_SUITE_END()
