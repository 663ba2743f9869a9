#include "bench.hpp"

#include <boost/test/unit_test.hpp>

#include <fmt/format.h>

using ra::Errc;
using ra::test::answer;
using ra::test::code_of;
using ra::test::ForgeBench;
using ra::test::json_answer;

namespace {

ra::http::Response ref_at(const std::string& name, const std::string& sha, const std::string& type = "commit") {
  return json_answer(
      200, fmt::format(R"({{"ref": "{}", "object": {{"sha": "{}", "type": "{}", "url": "u"}}}})", name, sha, type));
}

ra::http::Response tag_of(const std::string& sha, const std::string& type = "commit") {
  return json_answer(
      200, fmt::format(R"({{"tag": "t", "sha": "tag", "object": {{"sha": "{}", "type": "{}"}}}})", sha, type));
}

ra::http::Response exists() { return json_answer(422, R"({"message": "Reference already exists"})"); }

}  // namespace

BOOST_AUTO_TEST_SUITE(github_refs)

BOOST_AUTO_TEST_CASE(an_annotated_tag_is_followed_to_its_commit) {
  ForgeBench b;
  b.get("/git/ref/tags/3.1.68", ref_at("refs/tags/3.1.68", "tag1", "tag"));
  b.get("/git/tags/tag1", tag_of("tag2", "tag"));
  b.get("/git/tags/tag2", tag_of("c0ffee"));

  const auto ref = b.await(b.github()->refs().get("refs/tags/3.1.68")).value();

  BOOST_TEST_REQUIRE(ref.has_value());
  BOOST_TEST(ref->object == "tag1");
  BOOST_TEST(ref->commit == "c0ffee");
  BOOST_TEST(ref->annotated);
}

BOOST_AUTO_TEST_CASE(the_slashes_of_a_branch_stay_and_the_rest_is_encoded) {
  ForgeBench b;
  b.get("/git/ref/heads/feature/a%20b", ra::test::not_found());

  BOOST_TEST(!b.await(b.github()->refs().get("refs/heads/feature/a b")).value().has_value());
}

BOOST_AUTO_TEST_CASE(a_ref_that_is_there_is_done_when_equal_and_a_conflict_when_not) {
  ForgeBench b;
  b.get("/git/ref/heads/x", ref_at("refs/heads/x", "aaa"));
  b.get("/git/ref/heads/x", ref_at("refs/heads/x", "bbb"));
  const auto github = b.github();

  BOOST_TEST(b.await(github->refs().create("refs/heads/x", "aaa")).has_value());
  BOOST_TEST((b.await(github->refs().create("refs/heads/x", "aaa")).error().code == Errc::conflict));
  BOOST_TEST(b.client.requests().size() == 2U);
}

BOOST_AUTO_TEST_CASE(who_was_slower_looks_again) {
  for (const bool same : {true, false}) {
    ForgeBench b;
    b.get("/git/ref/heads/x", ra::test::not_found());
    b.post("/git/refs", exists());
    b.get("/git/ref/heads/x", ref_at("refs/heads/x", same ? "aaa" : "bbb"));

    BOOST_TEST(b.await(b.github()->refs().create("refs/heads/x", "aaa")).has_value() == same);
  }
}

BOOST_AUTO_TEST_CASE(a_lost_answer_is_looked_for) {
  ForgeBench b;
  b.get("/git/ref/heads/x", ra::test::not_found());
  b.client.expect(ra::http::Method::post, "/git/refs", ra::error(Errc::uncertain, "reset"));
  b.get("/git/ref/heads/x", ref_at("refs/heads/x", "aaa"));

  BOOST_TEST(b.await(b.github()->refs().create("refs/heads/x", "aaa")).has_value());
}

BOOST_AUTO_TEST_CASE(a_branch_moves_forward_only_and_only_from_where_it_was) {
  ForgeBench b;
  b.get("/git/ref/heads/x", ref_at("refs/heads/x", "aaa"));
  b.patch("/git/refs/heads/x", ref_at("refs/heads/x", "bbb"));
  const auto github = b.github();
  BOOST_TEST(b.await(github->refs().move("refs/heads/x", "aaa", "bbb")).has_value());
  BOOST_TEST(b.last_body() == R"({"sha":"bbb","force":false})");

  b.get("/git/ref/heads/x", ref_at("refs/heads/x", "bbb"));
  BOOST_TEST(b.await(github->refs().move("refs/heads/x", "aaa", "bbb")).has_value());
  b.get("/git/ref/heads/x", ref_at("refs/heads/x", "ccc"));
  BOOST_TEST((b.await(github->refs().move("refs/heads/x", "aaa", "bbb")).error().code == Errc::conflict));
  BOOST_TEST(b.client.done());
}

BOOST_AUTO_TEST_CASE(a_ref_is_taken_away_only_where_it_is_thought_to_be) {
  ForgeBench b;
  b.get("/git/ref/heads/x", ref_at("refs/heads/x", "aaa"));
  b.remove("/git/refs/heads/x", answer(204));
  b.get("/git/ref/heads/x", ra::test::not_found());
  b.get("/git/ref/heads/x", ref_at("refs/heads/x", "bbb"));
  const auto github = b.github();

  BOOST_TEST(b.await(github->refs().remove("refs/heads/x", "aaa")).has_value());
  BOOST_TEST(b.await(github->refs().remove("refs/heads/x", "aaa")).has_value());
  BOOST_TEST((b.await(github->refs().remove("refs/heads/x", "aaa")).error().code == Errc::conflict));
}

BOOST_AUTO_TEST_CASE(a_tag_is_an_object_and_a_ref_to_it) {
  ForgeBench b;
  b.get("/git/ref/tags/1.0.0", ra::test::not_found());
  b.post("/git/tags", json_answer(201, R"({"sha": "tag1", "tag": "1.0.0"})"));
  b.get("/git/ref/tags/1.0.0", ra::test::not_found());
  b.post("/git/refs", json_answer(201, "{}"));

  BOOST_TEST(b.await(b.github()->refs().tag("1.0.0", "aaa", "Release")).has_value());
  BOOST_TEST(b.client.requests()[1].body == R"({"tag":"1.0.0","message":"Release","object":"aaa","type":"commit"})");
  BOOST_TEST(b.last_body() == R"({"ref":"refs/tags/1.0.0","sha":"tag1"})");
}

BOOST_AUTO_TEST_CASE(a_tag_that_is_there_on_this_commit_is_done_and_on_another_or_plain_is_not) {
  ForgeBench b;
  b.get("/git/ref/tags/1.0.0", ref_at("refs/tags/1.0.0", "tag1", "tag"));
  b.get("/git/tags/tag1", tag_of("aaa"));
  b.get("/git/ref/tags/1.0.0", ref_at("refs/tags/1.0.0", "aaa"));
  const auto github = b.github();

  BOOST_TEST(b.await(github->refs().tag("1.0.0", "aaa", "Release")).has_value());
  BOOST_TEST((b.await(github->refs().tag("1.0.0", "aaa", "Release")).error().code == Errc::conflict));
}

BOOST_AUTO_TEST_CASE(an_answer_that_is_no_ref_is_an_error) {
  ForgeBench b;
  b.get("/git/ref/heads/x", json_answer(200, "{}"));

  BOOST_TEST((code_of(b.await(b.github()->refs().get("refs/heads/x"))) == Errc::internal));
}

BOOST_AUTO_TEST_CASE(a_ref_that_is_refused_and_not_there_is_not_made) {
  ForgeBench b;
  b.get("/git/ref/heads/x", ra::test::not_found());
  b.post("/git/refs", json_answer(422, R"({"message": "Object does not exist"})"));
  b.get("/git/ref/heads/x", ra::test::not_found());

  BOOST_TEST((b.await(b.github()->refs().create("refs/heads/x", "aaa")).error().code == Errc::conflict));
}

BOOST_AUTO_TEST_CASE(a_ref_that_is_gone_is_not_moved) {
  ForgeBench b;
  b.get("/git/ref/heads/x", ra::test::not_found());

  BOOST_TEST((b.await(b.github()->refs().move("refs/heads/x", "aaa", "bbb")).error().code == Errc::not_found));
}

BOOST_AUTO_TEST_CASE(a_tag_of_a_tag_is_followed_five_times_and_has_a_commit_in_the_end) {
  for (const int tags : {4, 5, 6}) {
    ForgeBench b;
    b.get("/git/ref/tags/1.0.0", ref_at("refs/tags/1.0.0", "t1", "tag"));
    for (int n = 1; n < tags; ++n) b.get(fmt::format("/git/tags/t{}", n), tag_of(fmt::format("t{}", n + 1), "tag"));
    b.get(fmt::format("/git/tags/t{}", tags), tag_of("c0ffee"));

    const auto ref = b.await(b.github()->refs().get("refs/tags/1.0.0"));

    BOOST_TEST(ref.has_value() == (tags <= 5));
    if (ref) BOOST_TEST(ref->value().commit == "c0ffee");
    if (!ref) BOOST_TEST(b.client.left() == 1U);
  }
}

BOOST_AUTO_TEST_CASE(a_tag_of_files_alone_has_no_commit) {
  ForgeBench b;
  b.get("/git/ref/tags/1.0.0", ref_at("refs/tags/1.0.0", "t1", "tag"));
  b.get("/git/tags/t1", tag_of("f11e5", "tree"));

  BOOST_TEST((code_of(b.await(b.github()->refs().get("refs/tags/1.0.0"))) == Errc::internal));
}

BOOST_AUTO_TEST_CASE(a_name_may_go_without_refs) {
  ForgeBench b;
  b.get("/git/ref/heads/x", ref_at("refs/heads/x", "aaa"));
  b.get("/git/matching-refs/tags/1.", json_answer(200, "[]"));
  const auto github = b.github();

  BOOST_TEST(b.await(github->refs().get("heads/x")).value().has_value());
  BOOST_TEST(b.await(github->refs().beginning_with("tags/1.")).value().empty());
}

BOOST_AUTO_TEST_CASE(a_tag_without_an_id_is_no_tag) {
  ForgeBench b;
  b.get("/git/ref/tags/1.0.0", ra::test::not_found());
  b.post("/git/tags", json_answer(201, "{}"));

  BOOST_TEST((code_of(b.await(b.github()->refs().tag("1.0.0", "aaa", "Release"))) == Errc::internal));
  BOOST_TEST(b.client.requests().size() == 2U);
}

BOOST_AUTO_TEST_CASE(a_ref_has_a_name_and_a_commit) {
  for (const char* body : {R"({"ref": "refs/heads/x"})", R"({"object": {"sha": "aaa", "type": "commit"}})"}) {
    ForgeBench b;
    b.get("/git/ref/heads/x", json_answer(200, body));

    BOOST_TEST((code_of(b.await(b.github()->refs().get("refs/heads/x"))) == Errc::internal), body);
  }
}

BOOST_AUTO_TEST_CASE(an_annotated_tag_on_another_commit_is_a_conflict) {
  ForgeBench b;
  b.get("/git/ref/tags/1.0.0", ref_at("refs/tags/1.0.0", "tag1", "tag"));
  b.get("/git/tags/tag1", tag_of("bbb"));

  BOOST_TEST((b.await(b.github()->refs().tag("1.0.0", "aaa", "Release")).error().code == Errc::conflict));
  BOOST_TEST(b.client.requests().size() == 2U);
}

BOOST_AUTO_TEST_SUITE_END()
