#include "ci/github_actions_failure.hpp"

#include "base/json.hpp"

#include <boost/test/unit_test.hpp>

using namespace ra::ci::github_actions;

namespace {

// As the runner writes it: a byte order mark, a time on every line.
std::string log_of(const std::vector<std::string>& lines) {
  std::string text = "\xef\xbb\xbf";
  for (const auto& line : lines) text += "2026-01-14T10:26:03.1234567Z " + line + "\n";
  return text;
}

ra::model::Failure of(const std::string& log, bool cut = false) {
  ra::model::Failure failure;
  add_log(failure, log, cut);
  return failure;
}

ra::json::Value json(const std::string& text) { return ra::json::parse(text).value(); }

}  // namespace

BOOST_AUTO_TEST_SUITE(github_actions_failure)

BOOST_AUTO_TEST_CASE(a_line_is_shown_without_time_colours_and_marks) {
  BOOST_TEST(shown_line("2026-01-14T10:26:03.1234567Z \x1b[36;1mmvn verify\x1b[0m") == "mvn verify");
  BOOST_TEST(shown_line("2026-01-14T10:26:03.1Z ##[error]it broke") == "it broke");
  BOOST_TEST(shown_line("[command]/usr/bin/git version") == "/usr/bin/git version");
  BOOST_TEST(shown_line("10 %\r50 %\r100 %\r") == "100 %");
  BOOST_TEST(shown_line("2026-01-14 is a day") == "2026-01-14 is a day");
  BOOST_TEST(shown_line("2026-01-14T10:26:03.1234567Z") == "");
  BOOST_TEST(shown_line("\xef\xbb\xbf"
                        "2026-01-14T10:26:03.1Z first") == "first");
  BOOST_TEST(shown_line("2026-01-14T10:26:03.123 is no time of the runner's") ==
             "2026-01-14T10:26:03.123 is no time of the runner's");
}

BOOST_AUTO_TEST_CASE(the_section_of_the_failed_step_is_shown_and_not_the_clean_up_after_it) {
  const auto failure =
      of(log_of({"##[group]Run actions/checkout@v4", "##[error]of another step", "##[group]Run mvn verify", "compiling",
                 "##[error]no such symbol", "##[error]Process completed with exit code 3.", "Post job cleanup.",
                 "Cleaning up orphan processes"}));

  BOOST_TEST(failure.exit_code.value() == 3);
  BOOST_TEST(failure.message == "no such symbol");
  const std::vector<std::string> expected{"Run mvn verify", "compiling", "no such symbol",
                                          "Process completed with exit code 3."};
  BOOST_TEST(failure.log_tail == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(errors_of_the_clean_up_are_not_those_of_the_step) {
  const auto failure =
      of(log_of({"##[group]Run mvn verify", "##[error]no such symbol", "##[error]and no such file",
                 "##[error]Process completed with exit code 3.", "Post job cleanup.", "##[error]cache is full"}));

  BOOST_TEST(failure.message == "no such symbol");
  BOOST_TEST(failure.log_tail.back() == "Process completed with exit code 3.");
}

BOOST_AUTO_TEST_CASE(a_log_without_errors_is_shown_across_its_steps) {
  const auto failure = of(log_of({"##[group]Run make", "first", "", "##[group]Run make check", "second"}));

  const std::vector<std::string> expected{"Run make", "first", "Run make check", "second"};
  BOOST_TEST(failure.log_tail == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_line_of_the_log_has_400_characters_at_most) {
  const auto characters = [](std::size_t length) {
    std::size_t count = 0;
    const std::string line = of(std::string(length, 'x')).log_tail.at(0);
    for (const char c : line) count += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    return count;
  };
  BOOST_TEST(characters(399) == 399U);
  BOOST_TEST(characters(400) == 400U);
  BOOST_TEST(characters(401) == 400U);
}

BOOST_AUTO_TEST_CASE(several_words_read_like_an_error) {
  for (const std::string line : {"[ERROR] x", "main.c:1: error: x", "Error: x", "Tests FAILED", "java.io.IOException",
                                 "fatal: not a git repository"})
    BOOST_TEST(of(line + "\nthe end\n").message == line);
}

BOOST_AUTO_TEST_CASE(without_a_marked_error_the_line_that_reads_like_one_is_the_message) {
  const auto failure = of(log_of({"##[group]Run make", "ERROR: no such symbol", "make: *** [all] 2",
                                  "##[error]Process completed with exit code 2."}));

  BOOST_TEST(failure.message == "ERROR: no such symbol");
}

BOOST_AUTO_TEST_CASE(otherwise_the_last_line_before_the_exit_code_is) {
  const auto failure = of(log_of({"##[group]Run make", "that is it", "##[error]Process completed with exit code 2."}));

  BOOST_TEST(failure.message == "that is it");
}

BOOST_AUTO_TEST_CASE(an_action_that_fails_without_an_exit_code_ends_with_its_last_error) {
  const auto failure = of(log_of({"##[group]Run acme/deploy@v1", "##[error]no such bucket", "Post job cleanup."}));

  BOOST_TEST(!failure.exit_code.has_value());
  BOOST_TEST(failure.message == "no such bucket");
  BOOST_TEST(failure.log_tail.back() == "no such bucket");
}

BOOST_AUTO_TEST_CASE(a_log_without_marks_is_shown_from_its_end) {
  const auto failure = of("one\ntwo\n");

  const std::vector<std::string> expected{"one", "two"};
  BOOST_TEST(failure.log_tail == expected, boost::test_tools::per_element());
  BOOST_TEST(of("").log_tail.empty());
}

BOOST_AUTO_TEST_CASE(twenty_lines_are_kept) {
  const auto with = [](std::size_t count) {
    std::string log;
    for (std::size_t i = 0; i < count; ++i) log += "line\n";
    return of(log).log_tail.size();
  };
  BOOST_TEST(with(19) == 19U);
  BOOST_TEST(with(20) == 20U);
  BOOST_TEST(with(21) == 20U);
}

BOOST_AUTO_TEST_CASE(the_first_line_of_a_log_that_was_cut_may_be_half_of_one_and_is_left_out) {
  BOOST_TEST(of("lf a line\nwhole\n", true).log_tail.size() == 1U);
  BOOST_TEST(of("lf a line\nwhole\n", false).log_tail.size() == 2U);
}

BOOST_AUTO_TEST_CASE(a_message_that_is_known_already_stays) {
  ra::model::Failure failure;
  failure.message = "GatewayTest.starts: expected 1 but was 2";

  add_log(failure, "##[error]something else\n", false);

  BOOST_TEST(failure.message == "GatewayTest.starts: expected 1 but was 2");
}

BOOST_AUTO_TEST_CASE(the_first_step_that_failed_is_named) {
  BOOST_TEST(red_step(json(
                 R"({"steps":[{"name":"Set up job","conclusion":"success"},{"name":"mvn verify","conclusion":"failure"},
                                        {"name":"Deploy","conclusion":"skipped"}]})")) == "mvn verify");
  BOOST_TEST(red_step(json(R"({"steps":[{"name":"sleep","conclusion":"timed_out"}]})")) == "sleep");
  BOOST_TEST(red_step(json(R"({"steps":[{"name":"slow","conclusion":"timed_out"},
                                        {"name":"after","conclusion":"failure"}]})")) == "slow");
  BOOST_TEST(red_step(json(R"({"steps":[{"name":"a","conclusion":"success"}]})")) == "");
  BOOST_TEST(red_step(json("{}")) == "");
}

BOOST_AUTO_TEST_CASE(the_first_failing_annotation_that_says_more_than_the_exit_code_is_the_message) {
  BOOST_TEST(red_annotation(json(R"([{"annotation_level":"warning","message":"Node 16 is old"},
                                     {"annotation_level":"failure","message":"Process completed with exit code 1."},
                                     {"annotation_level":"failure","title":"GatewayTest.starts","message":"\nexpected 1\nat x"}])")) ==
             "GatewayTest.starts: expected 1");
  BOOST_TEST(red_annotation(json(
                 R"([{"annotation_level":"failure","title":null,"message":"The runner has lost communication"}])")) ==
             "The runner has lost communication");
  BOOST_TEST(red_annotation(
                 json(R"([{"annotation_level":"failure","message":"Process completed with exit code 1."}])")) == "");
  BOOST_TEST(red_annotation(json("[]")) == "");
  BOOST_TEST(red_annotation(json(R"([{"annotation_level":"failure","title":"no disk","message":""}])")) == "no disk");
  BOOST_TEST(red_annotation(json(R"([{"annotation_level":"failure","title":"a","message":"a: b"}])")) == "a: b");
}

BOOST_AUTO_TEST_CASE(the_size_of_a_whole_is_read_from_the_range_of_a_part) {
  BOOST_TEST(whole_size("bytes 0-0/1234").value() == 1234U);
  BOOST_TEST(!whole_size("bytes 0-0/*").has_value());
  BOOST_TEST(!whole_size("bytes 0-0/12x").has_value());
  BOOST_TEST(!whole_size("").has_value());
  BOOST_TEST(!whole_size("lines 0-0/7").has_value());
}

BOOST_AUTO_TEST_SUITE_END()
