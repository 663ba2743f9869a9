#include "bench.hpp"

#include <boost/test/unit_test.hpp>

#include <fmt/format.h>

using ra::Errc;
using ra::forge::MergeMethod;
using ra::test::ForgeBench;
using ra::test::json_answer;

namespace {

std::string pull_at(const std::string& sha, const std::string& mergeable, const std::string& merged = "null") {
  return fmt::format(R"({{"number": 42, "node_id": "PR_x", "state": "open", "mergeable": {}, "merged_at": {},
      "merge_commit_sha": "feed", "title": "Release 3.1.68", "body": null, "labels": [{{"name": "release"}}],
      "head": {{"ref": "dry-3.1.68", "sha": "{}", "repo": {{"full_name": "acme/release"}}}}, "base": {{"ref": "3.1.x"}}}})",
                     mergeable, merged, sha);
}

const std::string on_wednesday = R"("2026-01-14T10:00:00Z")";

}  // namespace

BOOST_AUTO_TEST_SUITE(github_pulls)

BOOST_AUTO_TEST_CASE(a_merge_waits_until_github_knows_whether_it_can_be_done_and_names_the_head) {
  ForgeBench b;
  b.get("/pulls/42", json_answer(200, pull_at("aaa", "null")));
  b.get("/pulls/42", json_answer(200, pull_at("aaa", "true")));
  b.put("/pulls/42/merge", json_answer(200, R"({"sha": "beef", "merged": true, "message": "ok"})"));

  BOOST_TEST(b.await(b.github()->pulls().merge(42, "aaa", MergeMethod::squash)).value() == "beef");
  BOOST_TEST(b.last_body() == R"({"sha":"aaa","merge_method":"squash"})");
}

BOOST_AUTO_TEST_CASE(what_github_never_decides_is_given_up) {
  ForgeBench b;
  for (int i = 0; i < 30; ++i) b.get("/pulls/42", json_answer(200, pull_at("aaa", "null")));

  BOOST_TEST((b.await(b.github()->pulls().merge(42, "aaa", MergeMethod::merge)).error().code == Errc::unavailable));
  BOOST_TEST(b.client.done());
}

BOOST_AUTO_TEST_CASE(a_head_that_has_moved_is_not_merged) {
  ForgeBench b;
  b.get("/pulls/42", json_answer(200, pull_at("bbb", "true")));

  BOOST_TEST((b.await(b.github()->pulls().merge(42, "aaa", MergeMethod::merge)).error().code == Errc::conflict));
  BOOST_TEST(b.client.requests().size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_head_that_moves_meanwhile_is_a_conflict_too) {
  for (const int status : {405, 409, 422}) {
    ForgeBench b;
    b.get("/pulls/42", json_answer(200, pull_at("aaa", "true")));
    b.put("/merge", json_answer(status, R"({"message": "Head branch was modified. Review and try the merge again."})"));

    BOOST_TEST((b.await(b.github()->pulls().merge(42, "aaa", MergeMethod::merge)).error().code == Errc::conflict));
  }
}

BOOST_AUTO_TEST_CASE(what_is_merged_is_not_merged_again) {
  ForgeBench b;
  b.get("/pulls/42", json_answer(200, pull_at("aaa", "null", on_wednesday)));

  BOOST_TEST(b.await(b.github()->pulls().merge(42, "aaa", MergeMethod::merge)).value() == "feed");
  BOOST_TEST(b.client.requests().size() == 1U);
}

BOOST_AUTO_TEST_CASE(what_has_conflicts_is_not_tried) {
  ForgeBench b;
  b.get("/pulls/42", json_answer(200, pull_at("aaa", "false")));

  const auto e = b.await(b.github()->pulls().merge(42, "aaa", MergeMethod::merge)).error();
  BOOST_TEST((e.code == Errc::conflict));
  BOOST_TEST(e.message.find("3.1.x") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(an_automatic_merge_is_asked_of_graphql_with_the_head_it_is_meant_for) {
  ForgeBench b;
  b.get("/pulls/42", json_answer(200, pull_at("aaa", "null")));
  b.post("/api/graphql",
         json_answer(200, R"({"data": {"enablePullRequestAutoMerge": {"pullRequest": {"number": 42}}}})"));

  BOOST_TEST(b.await(b.github()->pulls().merge_when_ready(42, "aaa", MergeMethod::rebase)).has_value());
  BOOST_TEST(b.last_body().find(R"("variables":{"id":"PR_x","sha":"aaa","method":"REBASE"})") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(an_automatic_merge_that_the_repository_does_not_allow_is_an_error) {
  ForgeBench b;
  b.get("/pulls/42", json_answer(200, pull_at("aaa", "true")));
  b.post("/api/graphql", json_answer(200, R"({"data": null, "errors": [{"type": "UNPROCESSABLE",
      "message": "Pull request Auto merge is not allowed for this repository"}]})"));

  const auto e = b.await(b.github()->pulls().merge_when_ready(42, "aaa", MergeMethod::merge)).error();
  BOOST_TEST((e.code == Errc::conflict));
  BOOST_TEST(e.message.find("not allowed") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_open_one_is_taken_and_only_edited_where_it_differs) {
  ra::forge::PullDraft draft;
  draft.head = "dry-3.1.68";
  draft.base = "3.1.x";
  draft.title = "Release 3.1.68";
  ForgeBench b;
  b.get("/pulls?", json_answer(200, "[" + pull_at("aaa", "true") + "]"));
  BOOST_TEST(b.await(b.github()->pulls().open(draft)).value().number == 42);
  BOOST_TEST(b.client.requests().size() == 1U);

  draft.body = "new";
  b.get("/pulls?", json_answer(200, "[" + pull_at("aaa", "true") + "]"));
  b.patch("/pulls/42", json_answer(200, pull_at("aaa", "true")));
  BOOST_TEST(b.await(b.github()->pulls().open(draft)).has_value());
  BOOST_TEST(b.last_body() == R"({"title":"Release 3.1.68","body":"new"})");
}

BOOST_AUTO_TEST_CASE(one_into_another_base_is_another_one) {
  ra::forge::PullDraft draft;
  draft.head = "dry-3.1.68";
  draft.base = "master";
  draft.title = "t";
  draft.draft = true;
  ForgeBench b;
  b.get("/pulls?", json_answer(200, "[" + pull_at("aaa", "true") + "]"));
  b.post("/pulls", json_answer(201, pull_at("aaa", "null")));

  BOOST_TEST(b.await(b.github()->pulls().open(draft)).has_value());
  BOOST_TEST(b.last_body() == R"({"title":"t","head":"dry-3.1.68","base":"master","body":"","draft":true})");
}

BOOST_AUTO_TEST_CASE(labels_come_and_go_and_one_that_is_gone_is_no_error) {
  ForgeBench b;
  b.post("/issues/42/labels", json_answer(200, "[]"));
  b.remove("/issues/42/labels/to%20do%2F1", json_answer(404, R"({"message": "Label does not exist"})"));
  const auto github = b.github();

  BOOST_TEST(b.await(github->pulls().add_labels(42, {"release"})).has_value());
  BOOST_TEST(b.await(github->pulls().remove_label(42, "to do/1")).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
