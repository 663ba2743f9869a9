#include "base/text.hpp"

#include <boost/test/unit_test.hpp>

#include <array>

BOOST_AUTO_TEST_SUITE(texts)

BOOST_AUTO_TEST_CASE(nearest_finds_a_slip_of_the_finger) {
  const std::array<std::string, 3> names{"release", "report", "plan"};

  BOOST_TEST(ra::nearest("relaese", names) == "release");
  BOOST_TEST(ra::nearest("paln", names) == "plan");
  BOOST_TEST(ra::nearest("xyzzy", names).empty());
}

BOOST_AUTO_TEST_CASE(one_line_drops_what_a_terminal_would_obey) {
  BOOST_TEST(ra::one_line("\x1b[31mred\x1b[0m\nnext\x07") == "red next");
  BOOST_TEST(ra::one_line("a\u202eb") == "ab");
  BOOST_TEST(ra::one_line("a\u009b31mb") == "a31mb");
  BOOST_TEST(ra::one_line("bad \xff byte") == "bad \ufffd byte");
}

BOOST_AUTO_TEST_CASE(one_line_keeps_what_follows_a_terminal_link) {
  BOOST_TEST(ra::one_line("see \x1b]8;;https://x/\x1b\\here\x1b]8;;\x1b\\ now") == "see here now");
  BOOST_TEST(ra::one_line("\x1b]0;title\x07text") == "text");
  BOOST_TEST(ra::one_line("\x1b]0;never ends\nnext line") == "next line");
}

BOOST_AUTO_TEST_CASE(one_line_cuts_in_the_middle_by_code_points) {
  BOOST_TEST(ra::one_line("äbcdefghij", 10) == "äbcdefghij");
  BOOST_TEST(ra::one_line("äbcdefghijk", 10) == "äbcd…ghijk");
}

BOOST_AUTO_TEST_CASE(lines_know_both_ends) {
  BOOST_TEST(ra::lines("a\r\nb\n").size() == 2U);
  BOOST_TEST(ra::lines("a\r\nb\n")[0] == "a");
  BOOST_TEST(ra::lines("").empty());
}

BOOST_AUTO_TEST_SUITE_END()
