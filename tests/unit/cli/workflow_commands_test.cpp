#include "cli/workflow_commands.hpp"

#include <boost/test/unit_test.hpp>

using ra::cli::error_command;
using ra::cli::in_stopped_commands;
using ra::cli::without_commands;

BOOST_AUTO_TEST_SUITE(workflow_commands)

BOOST_AUTO_TEST_CASE(an_annotation_names_file_line_and_title) {
  BOOST_TEST(error_command({"src/a.ts", 7, "A › b", "boom"}) == "::error file=src/a.ts,line=7,title=A › b::boom\n");
  BOOST_TEST(error_command({"", 7, "", "boom"}) == "::error::boom\n");
}

BOOST_AUTO_TEST_CASE(nothing_in_an_annotation_can_end_it_or_begin_another) {
  const auto text =
      error_command({"a,b:c", 1, "t::x,line=9\n::error::y", "100%\r\n::set-output name=x::y\n##[error]z"});

  BOOST_TEST(text ==
             "::error file=a%2Cb%3Ac,line=1,title=t%3A%3Ax%2Cline=9%0A%3A%3Aerror%3A%3Ay::100%25%0D%0A::set-output "
             "name=x::y%0A## "
             "[error]z\n");
}

BOOST_AUTO_TEST_CASE(commands_in_text_are_broken_up) {
  BOOST_TEST(without_commands("::error::x\n  ::add-mask::y\na ::b\n##[group]\nx##[error]###[z") ==
             ": :error::x\n  : :add-mask::y\na ::b\n## [group]\nx## [error]### [z\n");
}

BOOST_AUTO_TEST_CASE(text_stands_between_stopping_and_resuming) {
  BOOST_TEST(in_stopped_commands("a\n", "T") == "::stop-commands::T\na\n::T::\n");
}

BOOST_AUTO_TEST_SUITE_END()
