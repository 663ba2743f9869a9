#include "report/untrusted.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

using ra::report::Untrusted;
using ra::report::Url;

namespace {

std::size_t code_points(const std::string& text) {
  std::size_t n = 0;
  for (const char c : text) n += (static_cast<unsigned char>(c) & 0xc0U) != 0x80U ? 1U : 0U;
  return n;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(untrusted)

BOOST_AUTO_TEST_CASE(code_is_longer_than_any_backticks_inside) {
  BOOST_TEST(Untrusted{"plain"}.as_code() == "`plain`");
  BOOST_TEST(Untrusted{"a`b"}.as_code() == "``a`b``");
  BOOST_TEST(Untrusted{"``x"}.as_code() == "``` ``x ```");
}

BOOST_AUTO_TEST_CASE(a_cell_escapes_every_pipe) { BOOST_TEST(Untrusted{"a|b\\|c"}.as_cell() == "`a\\|b\\\\|c`"); }

BOOST_AUTO_TEST_CASE(a_cell_is_one_line) { BOOST_TEST(Untrusted{"a\nb\r\n| c |"}.as_cell() == "`a b  \\| c \\|`"); }

BOOST_AUTO_TEST_CASE(a_cell_shows_at_most_120_code_points) {
  const std::string emoji = "\xf0\x9f\x8e\x89";
  std::string text;
  for (int i = 0; i < 119; ++i) text += emoji;

  BOOST_TEST(code_points(Untrusted{text}.as_cell()) == 119U + 2);
  BOOST_TEST(code_points(Untrusted{text + "x"}.as_cell()) == 120U + 2);
  const std::string cut = Untrusted{text + "xy"}.as_cell();
  BOOST_TEST(code_points(cut) == 120U + 2);
  BOOST_TEST(cut.find("…") != std::string::npos);
  BOOST_TEST(cut.ends_with("xy`"));
}

BOOST_AUTO_TEST_CASE(html_is_escaped) {
  BOOST_TEST(Untrusted{"<b a=\"1\" c='2'>&"}.as_html() == "&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;");
}

BOOST_AUTO_TEST_CASE(ansi_control_and_bidi_characters_are_gone_everywhere) {
  const Untrusted text{"\x1b[31mred\x1b[0m\x07\u202e!\u009b"};

  BOOST_TEST(text.as_code() == "`red!`");
  BOOST_TEST(text.as_cell() == "`red!`");
  BOOST_TEST(text.as_html() == "red!");
  BOOST_TEST(text.as_line() == "red!");
}

BOOST_AUTO_TEST_CASE(invalid_utf8_is_replaced) { BOOST_TEST(Untrusted{"caf\xe9!"}.as_code() == "`caf\ufffd!`"); }

BOOST_AUTO_TEST_CASE(nothing_printable_makes_no_code) {
  BOOST_TEST(Untrusted{"\x07\x1b[0m"}.as_code().empty());
  BOOST_TEST(Untrusted{"\x07"}.empty());
}

BOOST_AUTO_TEST_CASE(names_of_components_are_harmless) {
  for (const char* name : {"gravitee-gateway", "Gravitee.io", "3.16.0", "Gravitee.io APIM", "a_b", "(none)"}) {
    BOOST_TEST_CONTEXT(name) { BOOST_TEST(Untrusted{name}.harmless()); }
  }
}

BOOST_AUTO_TEST_CASE(what_a_format_gives_a_meaning_to_is_not_harmless) {
  for (const char* text : {"@team", "see #12", "a*b*", "_x_", "`x`", "<img>", "a|b", "[x](y)", ":tada:", "https://x",
                           "www.example.org", "GH-12", "a\nb", "a\\b", "-x", "&amp;", "caf\xc3\xa9", "a~b~", ""}) {
    BOOST_TEST_CONTEXT(text) { BOOST_TEST(!Untrusted{text}.harmless()); }
  }
}

BOOST_AUTO_TEST_CASE(a_fence_cannot_be_closed_from_inside) {
  const std::vector<Untrusted> lines{Untrusted{"```"}, Untrusted{"````` x"}};

  BOOST_TEST(ra::report::as_fence(lines) == "``````text\n```\n````` x\n``````\n");
}

BOOST_AUTO_TEST_CASE(a_log_line_is_what_a_terminal_would_have_left) {
  BOOST_TEST(ra::report::log_line("10%\r50%\r100%\r\n").as_line() == "100%");
  BOOST_TEST(ra::report::log_line("\tat Foo.java:1").as_line() == "    at Foo.java:1");
}

BOOST_AUTO_TEST_CASE(only_addresses_of_known_schemes_are_links) {
  BOOST_TEST(Url::of("https://example.org/a").text() == "https://example.org/a");
  BOOST_TEST(Url::of("http://127.0.0.1:80/").text() == "http://127.0.0.1:80/");
  BOOST_TEST(Url::of("file:///tmp/x").text() == "file:///tmp/x");
  BOOST_TEST(Url::of("javascript:alert(1)").empty());
  BOOST_TEST(Url::of("//example.org").empty());
  BOOST_TEST(Url::of("https://").empty());
  BOOST_TEST(Url::of("").empty());
}

BOOST_AUTO_TEST_CASE(bytes_that_end_a_link_are_encoded) {
  BOOST_TEST(Url::of("file:///a b/(c)|\"<>`\\").text() == "file:///a%20b/%28c%29%7C%22%3C%3E%60%5C");
  BOOST_TEST(Url::of("https://x/\xc3\xa9").text() == "https://x/%C3%A9");
  BOOST_TEST(Url::of("https://x/\ny").empty());
}

BOOST_AUTO_TEST_CASE(what_begins_a_numbered_list_is_not_harmless) {
  for (const std::string text : {"1. first", "2) second", "42.", "7)"}) BOOST_TEST(!Untrusted{text}.harmless(), text);
  for (const std::string text : {"1.2.3", "3.16.0", "1.x", "42", "a 1. b"})
    BOOST_TEST(Untrusted{text}.harmless(), text);
}

BOOST_AUTO_TEST_SUITE_END()
