#include "archive/names.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using ra::archive::check_link;
using ra::archive::check_name;

BOOST_AUTO_TEST_SUITE(archive_names)

BOOST_AUTO_TEST_CASE(names_of_files_are_taken_in_any_language) {
  for (const std::string name : {"a", "a/b.c", "..a/b..", "dé/日本", "a b", "...", "-rf"}) {
    BOOST_TEST(check_name(name).has_value(), name);
  }
}

BOOST_AUTO_TEST_CASE(names_that_lead_out_are_refused) {
  for (const std::string name : {"..", "../a", "a/../b", "a/..", "/a", "/", "//a"}) {
    BOOST_TEST(check_name(name).has_error(), name);
  }
}

BOOST_AUTO_TEST_CASE(names_that_programs_read_differently_are_refused) {
  for (const std::string name :
       {"", ".", "a/./b", "a//b", "a/", "a\\b", "..\\a", "a\nb", "\x1b[1m", "a\x7f", "\xff", "\xc0\xae"}) {
    BOOST_TEST(check_name(name).has_error(), name);
  }
  BOOST_TEST(check_name(std::string_view{"a\0b", 3}).has_error());
}

BOOST_AUTO_TEST_CASE(an_error_names_the_member_on_one_line) {
  const auto refused = check_name("a/../\x1b[31mb");

  BOOST_TEST((refused.error().code == ra::Errc::config));
  BOOST_TEST(refused.error().message.find('\x1b') == std::string::npos);
  BOOST_TEST(check_name("a/../b").error().message == "\"a/../b\" leads out of its folder");
}

BOOST_AUTO_TEST_CASE(links_that_stay_inside_are_taken) {
  BOOST_TEST(check_link("a", "b").has_value());
  BOOST_TEST(check_link("a", "./b/c").has_value());
  BOOST_TEST(check_link("d/a", "../b").has_value());
  BOOST_TEST(check_link("d/e/a", "../../b").has_value());
}

BOOST_AUTO_TEST_CASE(links_that_lead_outside_are_refused) {
  for (const std::string target : {"", "/", "/etc/passwd", "..", "../b", "d/../../b", "a\nb"}) {
    BOOST_TEST(check_link("a", target).has_error(), target);
  }
  BOOST_TEST(check_link("d/e/a", "../../../b").has_error());
}

// With "d/l" a link to "..", the name "d/l/../x" is not "d/x" but lies outside.
BOOST_AUTO_TEST_CASE(links_that_go_down_and_up_again_are_refused) {
  BOOST_TEST(check_link("m", "d/l/../x").has_error());
  BOOST_TEST(check_link("m", "d/..").has_error());
}

BOOST_AUTO_TEST_SUITE_END()
