#include "changelog/text.hpp"

#include <boost/test/unit_test.hpp>

using ra::changelog::Links;
using ra::changelog::markdown_text;

BOOST_AUTO_TEST_SUITE(texts)

BOOST_AUTO_TEST_CASE(plain_words_stay_as_they_are) {
  for (const char* text : {"say it, and (maybe) that: it's 10% \"better\"!", "snake_case in a/b-c v1.2.0", "a & b",
                           "café naïve 你好 🎉", "what? x = y + 1"}) {
    BOOST_TEST(markdown_text(text) == text);
  }
}

BOOST_AUTO_TEST_CASE(what_could_ping_link_load_or_hide_stands_in_code) {
  BOOST_TEST(markdown_text("thanks @team and a@b.org") == "thanks `@team` and `a@b.org`");
  BOOST_TEST(markdown_text("see #12 GH-12 org/repo#3") == "see `#12 GH-12 org/repo#3`");
  BOOST_TEST(markdown_text("use <img src=x> now") == "use `<img src=x>` now");
  BOOST_TEST(markdown_text("[a](javascript:x) ![b](c)") == "`[a](javascript:x) ![b](c)`");
  BOOST_TEST(markdown_text("go to https://x.org or www.x.org") == "go to `https://x.org` or `www.x.org`");
  BOOST_TEST(markdown_text("*bold* _it_ ~no~ :tada: $x$ &lt; a|b \\") == "`*bold* _it_ ~no~ :tada: $x$ &lt; a|b \\`");
  BOOST_TEST(markdown_text("<!-- -->") == "`<!-- -->`");
}

BOOST_AUTO_TEST_CASE(what_begins_a_block_of_markdown_does_not_begin_one) {
  BOOST_TEST(markdown_text("- a") == "`-` a");
  BOOST_TEST(markdown_text("1. a") == "`1.` a");
  BOOST_TEST(markdown_text("# a") == "`#` a");
  BOOST_TEST(markdown_text("> a") == "`>` a");
  BOOST_TEST(markdown_text("=== a") == "`===` a");
  BOOST_TEST(markdown_text("--- a") == "`---` a");
  BOOST_TEST(markdown_text("a - 1. b") == "a - 1. b");
}

BOOST_AUTO_TEST_CASE(code_of_the_writer_stays_code) {
  BOOST_TEST(markdown_text("fix `a b` and `c`") == "fix `a b` and `c`");
  BOOST_TEST(markdown_text("odd ` tick and `` two") == "odd `` ` `` tick and ``` `` ``` two");
  BOOST_TEST(markdown_text("`open <b>") == "`` `open <b> ``");
}

BOOST_AUTO_TEST_CASE(text_becomes_one_clean_line) {
  BOOST_TEST(markdown_text("a\n\n# b") == "a `#` b");
  BOOST_TEST(markdown_text("a\x1b[31m \xe2\x80\xae"
                           "b\xff") == "a b\xef\xbf\xbd");
  BOOST_TEST(markdown_text("  ") == "");
}

BOOST_AUTO_TEST_CASE(addresses_stand_below_the_repository) {
  const Links links{"https://github.com/org/repo/"};

  BOOST_TEST(ra::changelog::commit_url(links, "abc") == "https://github.com/org/repo/commit/abc");
  BOOST_TEST(ra::changelog::pull_request_url(links, 12) == "https://github.com/org/repo/pull/12");
  BOOST_TEST(ra::changelog::compare_url(links, "a/v1", "v2(x)") ==
             "https://github.com/org/repo/compare/a/v1...v2%28x%29");
}

BOOST_AUTO_TEST_CASE(what_is_no_address_gives_no_links) {
  for (const char* repository : {"", "javascript:x", "https://x.org/[a]", "/home/x"}) {
    BOOST_TEST(ra::changelog::commit_url(Links{repository}, "abc") == "", repository);
  }
  BOOST_TEST(ra::changelog::pull_request_url(Links{"https://x.org"}, 0) == "");
}

BOOST_AUTO_TEST_CASE(days_are_utc_and_absent_for_what_is_none) {
  BOOST_TEST(ra::changelog::day(1768386363) == "2026-01-14");
  BOOST_TEST(ra::changelog::day(0) == "");
  BOOST_TEST(ra::changelog::day(253402300799) == "9999-12-31");
  BOOST_TEST(ra::changelog::day(253402300800) == "");
}

BOOST_AUTO_TEST_SUITE_END()
