#include "cli/workflow_commands.hpp"

#include "base/runner_lines.hpp"

#include <boost/test/unit_test.hpp>

using ra::without_commands;
using ra::cli::error_command;
using ra::cli::in_stopped_commands;
using ra::cli::json_without_commands;
using ra::cli::mask_commands;

BOOST_AUTO_TEST_SUITE(workflow_commands)

BOOST_AUTO_TEST_CASE(an_annotation_names_file_line_and_title) {
  BOOST_TEST(error_command({"src/a.ts", 7, "A › b", "boom"}) == "::error file=src/a.ts,line=7,title=A › b::boom\n");
  BOOST_TEST(error_command({"", 7, "", "boom"}) == "::error::boom\n");
  BOOST_TEST(error_command({"src/a.ts", 0, "", "boom"}) == "::error file=src/a.ts::boom\n");
}

BOOST_AUTO_TEST_CASE(nothing_in_an_annotation_can_end_it_or_begin_another) {
  const auto text =
      error_command({"a,b:c", 1, "t::x,line=9\n::error::y", "100%\r\n::set-output name=x::y\n##[error]z"});

  BOOST_TEST(error_command({"a##[b", 1, "##[c", "d"}) == "::error file=a## [b,line=1,title=## [c::d\n");
  BOOST_TEST(text ==
             "::error file=a%2Cb%3Ac,line=1,title=t%3A%3Ax%2Cline=9%0A%3A%3Aerror%3A%3Ay::100%25%0D%0A::set-output "
             "name=x::y%0A## "
             "[error]z\n");
}

BOOST_AUTO_TEST_CASE(commands_in_text_are_broken_up) {
  BOOST_TEST(without_commands("::error::x\n  ::add-mask::y\na ::b\n##[group]\nx##[error]###[z") ==
             ": :error::x\n  : :add-mask::y\na ::b\n## [group]\nx## [error]### [z");
}

BOOST_AUTO_TEST_CASE(what_dot_net_takes_for_the_start_of_a_line_or_white_space_hides_no_command) {
  BOOST_TEST(without_commands("a\r::error::x") == "a\r: :error::x");
  BOOST_TEST(without_commands("\u00a0\u3000\v\ufeff::error::x") == "\u00a0\u3000\v\ufeff: :error::x");
  BOOST_TEST(without_commands("\x7f\t ::error::x") == "\x7f\t : :error::x");
}

BOOST_AUTO_TEST_CASE(other_text_stays_byte_for_byte) {
  for (const std::string text : {"", "a", "a\r\nb::c\n\n", "## [x]\n#[", "std::string\n"}) {
    BOOST_TEST(without_commands(text) == text);
  }
}

BOOST_AUTO_TEST_CASE(json_keeps_its_meaning) {
  BOOST_TEST(json_without_commands(R"({"a":["x##[y"]})") == R"({"a":["x##\u005by"]})");
}

BOOST_AUTO_TEST_CASE(each_line_of_a_secret_is_masked_and_ends_nothing) {
  BOOST_TEST(mask_commands("100%secret") == "::add-mask::100%25secret\n");
  BOOST_TEST(mask_commands("line one\r\nline two\n\n}\n") == "::add-mask::line one\n::add-mask::line two\n");
  BOOST_TEST(mask_commands("12345").empty());
  BOOST_TEST(mask_commands("123456") == "::add-mask::123456\n");
  BOOST_TEST(mask_commands("1234567") == "::add-mask::1234567\n");
}

BOOST_AUTO_TEST_CASE(text_stands_between_stopping_and_resuming) {
  BOOST_TEST(in_stopped_commands("a\n", "T") == "::stop-commands::T\na\n::T::\n");
  BOOST_TEST(in_stopped_commands("a", "T") == "::stop-commands::T\na\n::T::\n");
  BOOST_TEST(in_stopped_commands("", "T") == "::stop-commands::T\n::T::\n");
  BOOST_TEST(in_stopped_commands("::T::\n##[x", "T") == "::stop-commands::T\n: :T::\n## [x\n::T::\n");
}

BOOST_AUTO_TEST_SUITE_END()
