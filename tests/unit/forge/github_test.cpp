#include "bench.hpp"

#include <boost/test/unit_test.hpp>

#include <fmt/format.h>

using ra::Errc;
using ra::forge::State;
using ra::test::code_of;
using ra::test::ForgeBench;
using ra::test::json_answer;

namespace {

// A page of comments, oldest first: {id, ours, hidden}.
struct Row {
  int id;
  bool ours;
  bool hidden;
};

ra::http::Response page(const std::vector<Row>& rows, const std::string& before = {}) {
  std::string nodes;
  for (const auto& row : rows) {
    nodes +=
        fmt::format(R"({}{{"databaseId": {}, "viewerDidAuthor": {}, "isMinimized": {}, "body": "mark", "url": ""}})",
                    nodes.empty() ? "" : ", ", row.id, row.ours, row.hidden);
  }
  return json_answer(200, fmt::format(R"({{"data": {{"repository": {{"pullRequest": {{"comments": {{
      "pageInfo": {{"hasPreviousPage": {}, "startCursor": "{}"}}, "nodes": [{}]}}}}}}}}}})",
                                      !before.empty(), before, nodes));
}

const ra::forge::Comments::Wanted any = [](const std::string&) { return true; };

std::string pull(const std::string& from = "acme/release", const std::string& merged_at = "null") {
  return fmt::format(R"({{"number": 42, "state": "open", "merged_at": {}, "merge_commit_sha": "feed", "html_url": "l",
      "head": {{"ref": "dry-3.1.68", "sha": "9c1f0ad", "repo": {{"full_name": "{}"}}}}, "base": {{"ref": "3.1.x"}}}})",
                     merged_at, from);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(github)

BOOST_AUTO_TEST_CASE(a_repository_is_an_owner_and_a_name) {
  for (const std::string bad : {"", "acme", "/x", "acme/", "a/b/c"}) {
    BOOST_TEST((ForgeBench{}.made(bad).error().code == Errc::config), bad);
  }
}

BOOST_AUTO_TEST_CASE(a_pull_request_that_is_not_merged_has_no_merge_commit) {
  ForgeBench b;
  b.get("/repos/acme/release/pulls/42", json_answer(200, pull()));

  const auto found = b.await(b.github()->pulls().get(42)).value();

  BOOST_TEST(found.head == "dry-3.1.68");
  BOOST_TEST(found.base == "3.1.x");
  BOOST_TEST(found.open);
  BOOST_TEST(!found.merged);
  BOOST_TEST(found.merge_commit.empty());
  BOOST_TEST(!found.from_fork);
}

BOOST_AUTO_TEST_CASE(a_merged_one_has) {
  ForgeBench b;
  b.get("/commits/feed/pulls", json_answer(200, "[" + pull("Acme/Release", R"("2026-01-14T10:00:00Z")") + "]"));

  const auto found = b.await(b.github()->pulls().of_commit("feed")).value();

  BOOST_TEST_REQUIRE(found.size() == 1U);
  BOOST_TEST(found[0].merge_commit == "feed");
  BOOST_TEST(!found[0].from_fork);  // names compare without case
}

BOOST_AUTO_TEST_CASE(a_fork_is_another_repository_or_none_any_more) {
  ForgeBench b;
  b.get("/pulls/42", json_answer(200, pull("stranger/release")));
  b.get("/pulls/42", json_answer(200, R"({"number": 42, "head": {"ref": "x", "repo": null}, "base": {"ref": "y"}})"));
  const auto github = b.github();

  BOOST_TEST(b.await(github->pulls().get(42)).value().from_fork);
  BOOST_TEST(b.await(github->pulls().get(42)).value().from_fork);
}

BOOST_AUTO_TEST_CASE(a_branch_is_asked_for_with_its_owner) {
  ForgeBench b;
  b.get("/pulls?state=open&head=acme%3Adry-3.1.68&per_page=100", json_answer(200, "[" + pull() + "]"));

  b.get("/pulls?state=open&head=stranger%3Adry-3.1.68&per_page=100", json_answer(200, "[]"));
  const auto github = b.github();

  BOOST_TEST(b.await(github->pulls().of_branch("dry-3.1.68")).value().size() == 1U);
  BOOST_TEST(b.await(github->pulls().of_branch("dry-3.1.68", "stranger")).value().empty());
}

BOOST_AUTO_TEST_CASE(an_answer_that_is_no_pull_request_is_an_error) {
  ForgeBench b;
  b.get("/pulls/42", json_answer(200, R"({"message": "hello"})"));

  BOOST_TEST((code_of(b.await(b.github()->pulls().get(42))) == Errc::internal));
}

BOOST_AUTO_TEST_CASE(the_newest_comment_of_ours_that_nobody_has_hidden_is_found) {
  ForgeBench b;
  b.post("/graphql", page({{1, true, false}, {2, true, false}, {3, true, true}, {4, false, false}}));

  BOOST_TEST(b.await(b.github()->comments().own(42, any)).value().value().id == 2);
}

BOOST_AUTO_TEST_CASE(pages_are_read_back_to_the_first) {
  ForgeBench b;
  b.post("/graphql", page({{9, false, false}}, "c1"));
  b.post("/graphql", page({{1, true, false}}));

  BOOST_TEST(b.await(b.github()->comments().own(42, any)).value().value().id == 1);
  BOOST_TEST(b.client.requests()[1].body.find(R"("before":"c1")") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(only_a_wanted_comment_is_found) {
  ForgeBench b;
  b.post("/graphql", page({{1, true, false}}));
  const ra::forge::Comments::Wanted other = [](const std::string& body) { return body == "other"; };

  BOOST_TEST(!b.await(b.github()->comments().own(42, other)).value().has_value());
}

BOOST_AUTO_TEST_CASE(a_comment_of_which_nobody_says_whether_it_is_hidden_is_left_alone) {
  ForgeBench b;
  b.post("/graphql", json_answer(200, R"({"data": {"repository": {"pullRequest": {"comments": {"pageInfo": {},
      "nodes": [{"databaseId": 1, "viewerDidAuthor": true, "body": "mark"}]}}}}})"));

  BOOST_TEST(!b.await(b.github()->comments().own(42, any)).value().has_value());
}

BOOST_AUTO_TEST_CASE(fifty_pages_of_comments_are_read) {
  for (const int pages : {49, 50, 51}) {
    ForgeBench b;
    for (int n = 1; n <= pages; ++n) {
      b.post("/graphql", page({{9, n == pages, false}}, n < pages ? "c" + std::to_string(n) : ""));
    }
    BOOST_TEST(b.await(b.github()->comments().own(42, any)).has_value() == (pages <= 50));
    BOOST_TEST(b.client.requests().size() == std::min<std::size_t>(static_cast<std::size_t>(pages), 50U));
  }
}

BOOST_AUTO_TEST_CASE(an_earlier_page_without_a_place_is_an_error) {
  ForgeBench b;
  b.post("/graphql", json_answer(200, R"({"data": {"repository": {"pullRequest": {"comments": {
      "pageInfo": {"hasPreviousPage": true, "startCursor": null}, "nodes": []}}}}})"));

  BOOST_TEST((code_of(b.await(b.github()->comments().own(42, any))) == Errc::internal));
  BOOST_TEST(b.client.requests().size() == 1U);
}

BOOST_AUTO_TEST_CASE(an_answer_that_is_no_comment_is_an_error) {
  ForgeBench b;
  b.post("/comments", json_answer(201, "{}"));

  BOOST_TEST((code_of(b.await(b.github()->comments().create(42, "x"))) == Errc::internal));
}

BOOST_AUTO_TEST_CASE(comments_that_go_in_circles_are_an_error) {
  ForgeBench b;
  for (int i = 0; i < 2; ++i) b.post("/graphql", page({{9, false, false}}, "c1"));

  BOOST_TEST((code_of(b.await(b.github()->comments().own(42, any))) == Errc::internal));
  BOOST_TEST(b.client.requests().size() == 2U);
}

BOOST_AUTO_TEST_CASE(where_there_is_none_there_is_none_and_a_missing_pull_request_is_an_error) {
  ForgeBench b;
  b.post("/graphql", page({}));
  b.post("/graphql", json_answer(200, R"({"data": {"repository": {"pullRequest": null}}})"));
  const auto github = b.github();

  BOOST_TEST(!b.await(github->comments().own(42, any)).value().has_value());
  BOOST_TEST((b.await(github->comments().own(42, any)).error().code == Errc::not_found));
}

BOOST_AUTO_TEST_CASE(comments_are_made_and_written_again) {
  ForgeBench b;
  b.post("/repos/acme/release/issues/42/comments", json_answer(201, R"({"id": 7, "body": "a\"b", "html_url": "l"})"));
  b.client.expect(ra::http::Method::patch, "/repos/acme/release/issues/comments/7", json_answer(200, R"({"id": 7})"));
  const auto github = b.github();

  BOOST_TEST(b.await(github->comments().create(42, "a\"b")).value().id == 7);
  BOOST_TEST(b.await(github->comments().update(7, "c")).has_value());
  BOOST_TEST(b.client.requests()[0].body == R"({"body":"a\"b"})");
}

BOOST_AUTO_TEST_CASE(a_description_is_cut_to_140_characters) {
  for (const std::size_t length : {139U, 140U, 141U}) {
    ForgeBench b;
    b.post("/statuses/9c1f0ad", json_answer(201, "{}"));
    ra::forge::Status status;
    status.state = State::failure;
    status.context = "release-action/dry-run";
    status.description = std::string(length, 'x');

    BOOST_TEST(b.await(b.github()->statuses().set("9c1f0ad", status)).has_value());

    const auto body = ra::json::parse(b.client.requests()[0].body).value();
    BOOST_TEST(body["state"].as_string() == "failure");
    std::size_t characters = 0;
    for (const char c : body["description"].as_string()) characters += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    BOOST_TEST(characters == std::min<std::size_t>(length, 140));
  }
}

BOOST_AUTO_TEST_SUITE_END()
