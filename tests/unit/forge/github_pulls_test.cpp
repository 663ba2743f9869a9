#include "bench.hpp"

#include <boost/test/unit_test.hpp>

#include <fmt/format.h>

using ra::Errc;
using ra::forge::MergeMethod;
using ra::test::code_of;
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

BOOST_AUTO_TEST_CASE(what_was_merged_with_another_head_is_not_what_was_meant) {
  ForgeBench b;
  b.get("/pulls/42", json_answer(200, pull_at("bbb", "null", on_wednesday)));

  BOOST_TEST((b.await(b.github()->pulls().merge(42, "aaa", MergeMethod::merge)).error().code == Errc::conflict));
}

BOOST_AUTO_TEST_CASE(a_merge_that_gives_no_commit_is_an_error) {
  for (const char* body : {R"({"merged": false, "sha": "beef"})", R"({"merged": true})"}) {
    ForgeBench b;
    b.get("/pulls/42", json_answer(200, pull_at("aaa", "true")));
    b.put("/merge", json_answer(200, body));

    BOOST_TEST((code_of(b.await(b.github()->pulls().merge(42, "aaa", MergeMethod::merge))) == Errc::internal), body);
  }
}

BOOST_AUTO_TEST_CASE(an_automatic_merge_of_what_is_merged_is_done_and_with_another_head_it_is_githubs_to_refuse) {
  ForgeBench done;
  done.get("/pulls/42", json_answer(200, pull_at("aaa", "null", on_wednesday)));
  ForgeBench other;
  other.get("/pulls/42", json_answer(200, pull_at("bbb", "null", on_wednesday)));
  other.post("/graphql", json_answer(200, R"({"data": null, "errors": [{"type": "UNPROCESSABLE", "message": "no"}]})"));

  BOOST_TEST(done.await(done.github()->pulls().merge_when_ready(42, "aaa", MergeMethod::merge)).has_value());
  BOOST_TEST(other.await(other.github()->pulls().merge_when_ready(42, "aaa", MergeMethod::merge)).has_error());
  BOOST_TEST(done.client.requests().size() == 1U);
  BOOST_TEST(other.last_body().find("expectedHeadOid: $sha") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(each_edit_is_sent_and_nothing_else) {
  ForgeBench b;
  const auto github = b.github();
  const auto sent = [&](const ra::forge::PullEdit& edit) {
    b.patch("/pulls/42", json_answer(200, pull_at("aaa", "true")));
    BOOST_TEST(b.await(github->pulls().edit(42, edit)).has_value());
    return b.last_body();
  };
  BOOST_TEST(sent({.title = "t", .body = {}, .base = {}, .open = {}}) == R"({"title":"t"})");
  BOOST_TEST(sent({.title = {}, .body = {}, .base = "master", .open = false}) ==
             R"({"base":"master","state":"closed"})");
  BOOST_TEST(sent({.title = {}, .body = {}, .base = {}, .open = true}) == R"({"state":"open"})");
}

BOOST_AUTO_TEST_CASE(what_github_says_of_a_pull_request_is_kept) {
  ForgeBench b;
  b.get("/pulls/42", json_answer(200, pull_at("aaa", "true")));
  std::string closed = pull_at("aaa", "null");
  closed.replace(closed.find("\"open\""), 6, R"("closed", "draft": true)");
  b.get("/pulls/42", json_answer(200, closed));
  const auto github = b.github();

  const auto open = b.await(github->pulls().get(42)).value();
  BOOST_TEST(open.open);
  BOOST_TEST(!open.draft);
  BOOST_TEST(open.id == "PR_x");
  BOOST_TEST(open.labels.at(0) == "release");
  const auto draft = b.await(github->pulls().get(42)).value();
  BOOST_TEST(!draft.open);
  BOOST_TEST(draft.draft);
}

BOOST_AUTO_TEST_CASE(a_pull_request_has_a_number_a_head_and_a_base) {
  for (const char* field : {"\"number\"", "\"head\"", "\"base\""}) {
    ForgeBench b;
    std::string text = pull_at("aaa", "true");
    text.replace(text.find(field), 2, "\"_");
    b.get("/pulls/42", json_answer(200, text));

    BOOST_TEST((code_of(b.await(b.github()->pulls().get(42))) == Errc::internal), field);
  }
}

BOOST_AUTO_TEST_CASE(a_label_that_may_not_be_taken_away_is_an_error) {
  ForgeBench b;
  b.remove("/labels/release", json_answer(403, "{}"));

  BOOST_TEST((b.await(b.github()->pulls().remove_label(42, "release")).error().code == Errc::unauthorized));
}

BOOST_AUTO_TEST_CASE(an_open_one_with_another_title_is_edited) {
  ra::forge::PullDraft draft;
  draft.head = "dry-3.1.68";
  draft.base = "3.1.x";
  draft.title = "Release of 3.1.68";
  ForgeBench b;
  b.get("/pulls?", json_answer(200, "[" + pull_at("aaa", "true") + "]"));
  b.patch("/pulls/42", json_answer(200, pull_at("aaa", "true")));

  BOOST_TEST(b.await(b.github()->pulls().open(draft)).has_value());
  BOOST_TEST(b.client.done());
}

BOOST_AUTO_TEST_SUITE_END()
