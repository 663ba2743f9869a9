#include "history/conventional.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace ra::history;

namespace {

// "type|scope|!|description"; "" when it follows no convention.
std::string header(std::string_view line) {
  const auto found = parse_header(line);
  if (!found) return {};
  return std::string{found->type} + "|" + std::string{found->scope} + "|" + (found->bang ? "!" : "") + "|" +
         std::string{found->description};
}

// "body|token=value|token=value"
std::string parts(std::string_view text) {
  Message message;
  parse_message(text, message);
  std::string result{message.body};
  for (const auto& footer : message.footers) {
    result += "|" + std::string{footer.token} + "=" + std::string{footer.value};
  }
  return result;
}

Message parsed(std::string_view text) {
  Message message;
  parse_message(text, message);
  return message;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(conventional)

BOOST_AUTO_TEST_CASE(a_header_has_type_scope_mark_and_description) {
  BOOST_TEST(header("feat: say it") == "feat|||say it");
  BOOST_TEST(header("feat(api): say it") == "feat|api||say it");
  BOOST_TEST(header("feat!: say it") == "feat||!|say it");
  BOOST_TEST(header("Fix(api v2)!:  say it ") == "Fix|api v2|!|say it");
  BOOST_TEST(header("build-deps_x: say: it") == "build-deps_x|||say: it");
}

BOOST_AUTO_TEST_CASE(brackets_in_scope_and_description_stay) {
  BOOST_TEST(header("feat(a(b)): c") == "feat|a(b)||c");
  BOOST_TEST(header("feat(a): c (d): e") == "feat|a||c (d): e");
  BOOST_TEST(header("feat(): c") == "feat|||c");
}

BOOST_AUTO_TEST_CASE(other_lines_follow_no_convention) {
  for (const char* line : {"",
                           "feat",
                           "feat:",
                           "feat: ",
                           "feat:x",
                           "feat :x",
                           "feat : x",
                           "feat (api): x",
                           "feat(api: x",
                           "feat(api) : x",
                           "feat!(api): x",
                           "feat!!: x",
                           ": x",
                           "(api): x",
                           "!: x",
                           "two words: x",
                           "https://example.org",
                           "-x: y",
                           "caf\xc3\xa9: x",
                           "feat(api)",
                           "feat(api)!",
                           "feat(api):",
                           "Merge branch 'a: b'"}) {
    BOOST_TEST(header(line) == "", line);
  }
}

BOOST_AUTO_TEST_CASE(the_title_is_the_first_line_that_is_not_empty) {
  BOOST_TEST(parsed("\n\r\n feat: a \r\nx").title == "feat: a");
  BOOST_TEST(parsed("\n \n").title == "");
  BOOST_TEST(!parsed("").header.has_value());
}

BOOST_AUTO_TEST_CASE(a_body_ends_where_the_footers_begin) {
  BOOST_TEST(parts("feat: a\n\none\ntwo\n\nthree\n\nRefs: #1\nReviewed-by: Z\n") ==
             "one\ntwo\n\nthree|Refs=#1|Reviewed-by=Z");
}

BOOST_AUTO_TEST_CASE(a_footer_may_be_separated_by_a_hash) {
  BOOST_TEST(parts("fix: a\n\nCloses #12\nFixes: b") == "|Closes=12|Fixes=b");
}

BOOST_AUTO_TEST_CASE(a_footers_value_goes_on_until_the_next_footer) {
  BOOST_TEST(parts("fix: a\n\nRefs: one\n  two\n\nthree\nAcked-by: Z") == "|Refs=one\n  two\n\nthree|Acked-by=Z");
}

BOOST_AUTO_TEST_CASE(a_footer_needs_an_empty_line_before_the_first_one) {
  BOOST_TEST(parts("fix: a\n\nsome text\nNote: not a footer") == "some text\nNote: not a footer");
}

BOOST_AUTO_TEST_CASE(lines_that_look_like_footers_are_text) {
  for (const char* line : {"two words: x", "Refs:x", "Refs:", "Refs: ", "https://example.org", "- Refs: x", "Refs# 1",
                           "# x", ": x", "breaking change: x", "Breaking Change: x", "BREAKING CHANGES: x"}) {
    BOOST_TEST(parsed("fix: a\n\n" + std::string{line}).footers.empty(), line);
  }
}

BOOST_AUTO_TEST_CASE(breaking_changes_are_told_by_either_spelling) {
  BOOST_TEST(parts("fix: a\n\nBREAKING CHANGE: b\nc\n") == "|BREAKING-CHANGE=b\nc");
  BOOST_TEST(parts("fix: a\n\nBREAKING-CHANGE: b") == "|BREAKING-CHANGE=b");
  BOOST_TEST(parts("fix: a\n\nBREAKING CHANGE #b") == "|BREAKING-CHANGE=b");
  BOOST_TEST(parsed("fix: a\n\nBREAKING CHANGE: b").breaking());
  BOOST_TEST(parsed("fix!: a").breaking());
  BOOST_TEST(!parsed("fix: a\n\nRefs: 1").breaking());
}

BOOST_AUTO_TEST_CASE(a_breaking_change_needs_no_empty_line_and_may_stand_below_its_token) {
  BOOST_TEST(parts("fix: a\nBREAKING CHANGE: b") == "|BREAKING-CHANGE=b");
  BOOST_TEST(parts("fix: a\n\ntext\nBREAKING CHANGE: b") == "text|BREAKING-CHANGE=b");
  BOOST_TEST(parts("fix: a\n\nBREAKING CHANGE:\r\n\r\nb\nc") == "|BREAKING-CHANGE=b\nc");
  BOOST_TEST(parsed("fix: a\n\nBREAKING CHANGE: b").breaking_note() == "b");
}

BOOST_AUTO_TEST_CASE(windows_line_ends_are_line_ends) {
  BOOST_TEST(parts("fix: a\r\n\r\nbody\r\n\r\nRefs: 1\r\nAcked-by: Z\r\n") == "body|Refs=1|Acked-by=Z");
}

BOOST_AUTO_TEST_CASE(tokens_are_the_same_in_any_case) {
  BOOST_TEST(is_same_token("Release-AS", "release-as"));
  BOOST_TEST(!is_same_token("Release-A", "release-as"));
}

BOOST_AUTO_TEST_SUITE_END()
