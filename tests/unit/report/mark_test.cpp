#include "report/mark.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

using ra::report::find_mark;
using ra::report::Mark;
using ra::report::marked;

namespace {

Mark third_attempt() {
  Mark mark;
  mark.kind = "orchestration";
  mark.key = "gravitee-io/release#42:apim";
  mark.run = 7512345678;
  mark.attempt = 3;
  mark.sha = "9c1f0ad";
  return mark;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(marks)

BOOST_AUTO_TEST_CASE(what_is_written_is_found_again) {
  const std::string body = marked("## All is well\n", third_attempt());

  const auto found = find_mark(body, "orchestration", "gravitee-io/release#42:apim");

  BOOST_TEST_REQUIRE(found.has_value());
  BOOST_TEST(found->run == 7512345678);
  BOOST_TEST(found->attempt == 3);
  BOOST_TEST(found->sha == "9c1f0ad");
  BOOST_TEST(found->hash == ra::report::hash_of("## All is well\n"));
}

BOOST_AUTO_TEST_CASE(it_is_the_last_line_and_cannot_be_seen) {
  const std::string body = marked("text\n", third_attempt());

  BOOST_TEST(body.starts_with("text\n\n<!-- "));
  BOOST_TEST(body.ends_with(" -->\n"));
}

BOOST_AUTO_TEST_CASE(other_kinds_and_keys_are_not_it) {
  const std::string body = marked("text\n", third_attempt());

  BOOST_TEST(!find_mark(body, "tests", "gravitee-io/release#42:apim").has_value());
  BOOST_TEST(!find_mark(body, "orchestration", "gravitee-io/release#42").has_value());
  BOOST_TEST(!find_mark("text", "orchestration", "gravitee-io/release#42:apim").has_value());
}

BOOST_AUTO_TEST_CASE(of_several_the_last_counts) {
  Mark older = third_attempt();
  older.attempt = 1;

  const auto found = find_mark(marked(marked("text\n", older), third_attempt()), "orchestration", older.key);

  BOOST_TEST(found.value().attempt == 3);
}

BOOST_AUTO_TEST_CASE(nothing_in_it_ends_the_html_comment) {
  Mark hostile = third_attempt();
  hostile.sha = "--> <script>";
  const std::string body = marked("", hostile);

  BOOST_TEST(body.find("-->") == body.size() - 4);
  BOOST_TEST(body.find("<script") == std::string::npos);
  BOOST_TEST(find_mark(body, "orchestration", hostile.key).value().sha == "--> <script>");
}

BOOST_AUTO_TEST_CASE(a_mark_that_is_broken_or_of_another_version_is_none) {
  for (const std::string json : {"{", "[]", R"({"v":2,"run":1})", ""}) {
    BOOST_TEST(!find_mark("<!-- release-action:tests:k " + json + " -->", "tests", "k").has_value(), json);
  }
  BOOST_TEST(!find_mark("<!-- release-action:tests:k {\"v\":1}", "tests", "k").has_value());
}

BOOST_AUTO_TEST_CASE(a_later_run_is_newer_and_so_is_a_later_attempt) {
  Mark later_attempt = third_attempt();
  later_attempt.attempt = 4;
  Mark later_run = third_attempt();
  later_run.run += 1;
  later_run.attempt = 1;

  BOOST_TEST(is_newer(later_attempt, third_attempt()));
  BOOST_TEST(is_newer(later_run, later_attempt));
  BOOST_TEST(!is_newer(third_attempt(), third_attempt()));
}

BOOST_AUTO_TEST_CASE(texts_that_differ_have_other_hashes) {
  BOOST_TEST(ra::report::hash_of("a") != ra::report::hash_of("b"));
  BOOST_TEST(ra::report::hash_of("").size() == 16U);
}

BOOST_AUTO_TEST_CASE(a_key_that_could_end_the_comment_is_found_too) {
  const std::vector<std::string> keys{"unit tests", "a--b", "<x> -->", "--", std::string(200, 'k')};
  for (const auto& key : keys) {
    Mark mark = third_attempt();
    mark.key = key;

    BOOST_TEST(find_mark(marked("text\n", mark), mark.kind, key).has_value(), key);
  }
}

BOOST_AUTO_TEST_CASE(a_commit_that_is_not_utf8_makes_no_mark_that_cannot_be_read) {
  Mark mark = third_attempt();
  mark.sha = "9c\xff";

  BOOST_TEST(find_mark(marked("text\n", mark), mark.kind, mark.key).value().sha == "9c\ufffd");
}

BOOST_AUTO_TEST_SUITE_END()
