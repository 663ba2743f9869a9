#include "base/text.hpp"
#include "report/render.hpp"
#include "report/width.hpp"
#include "unit/report/samples.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>

using namespace ra;
using ra::test::has;

namespace {

std::string plain(const model::Run& run, int columns) {
  const report::TerminalStyle style{false, columns, 24};
  return report::terminal(run, style);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(terminal)

BOOST_AUTO_TEST_CASE(wide_characters_take_two_columns) {
  BOOST_TEST(report::display_width("abc") == 3U);
  BOOST_TEST(report::display_width("✅ ok") == 5U);
  BOOST_TEST(report::display_width("日本") == 4U);
  BOOST_TEST(report::display_width("e\u0301") == 1U);
  BOOST_TEST(report::display_width("\u26a0\ufe0f") == 2U);
  BOOST_TEST(report::display_width("–…›é") == 4U);
}

BOOST_AUTO_TEST_CASE(fitted_text_is_cut_in_the_middle_by_columns) {
  BOOST_TEST(report::fitted("abcdef", 6) == "abcdef");
  BOOST_TEST(report::fitted("abcdefg", 6) == "abc…fg");
  BOOST_TEST(report::display_width(report::fitted("日本日本日本", 6)) <= 6U);
  BOOST_TEST(report::fitted("abc", 0) == "");
}

BOOST_AUTO_TEST_CASE(wrapped_text_keeps_its_words_and_its_indent) {
  const auto lines = report::wrapped("  one two three", 9);

  BOOST_REQUIRE(lines.size() == 2U);
  BOOST_TEST(lines[0] == "  one two");
  BOOST_TEST(lines[1] == "three");
}

BOOST_AUTO_TEST_CASE(a_word_longer_than_the_line_is_broken) {
  const auto lines = report::wrapped("abcdefghij", 4);

  BOOST_REQUIRE(lines.size() == 3U);
  BOOST_TEST(lines[2] == "ij");
}

BOOST_AUTO_TEST_CASE(every_line_fits_the_terminal_but_addresses_that_must_stay_whole) {
  for (const int columns : {40, 80, 100, 200}) {
    for (const auto& run : {test::red_run(), test::green_run(), test::hostile_run(), test::running_run()}) {
      const std::string text = plain(run, columns);
      for (const auto line : lines(text)) {
        if (trim(line).starts_with("https://")) continue;
        BOOST_TEST_CONTEXT(columns << " " << line) {
          BOOST_TEST(report::display_width(line) <= static_cast<std::size_t>(columns));
        }
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(failures_come_before_the_table_with_cause_and_whole_link) {
  const std::string text = plain(test::red_run(), 60);

  const auto why = text.find("manifest for postgres");
  const auto link = text.find("gravitee-repository-jdbc/1256/workflows/75e83261/jobs/131\n");
  const auto table = text.find("All 20 pipelines");
  BOOST_REQUIRE(why != std::string::npos);
  BOOST_REQUIRE(link != std::string::npos);
  BOOST_TEST(why < link);
  BOOST_TEST(link < table);
}

BOOST_AUTO_TEST_CASE(columns_are_aligned_behind_wide_symbols) {
  const std::string text = plain(test::red_run(), 100);

  BOOST_TEST(has(text, "    1  gravitee-common #1200                    1.18.1   ✅ passed                1m 41s\n"));
  BOOST_TEST(has(text, "       gravitee-alert-api #1270                 3.1.6    🔁 passed after a retry  1m 09s\n"));
}

BOOST_AUTO_TEST_CASE(colours_come_only_when_asked_for) {
  const report::TerminalStyle colour{true, 80, 24};

  BOOST_TEST(!has(plain(test::hostile_run(), 80), "\x1b"));
  BOOST_TEST(has(report::terminal(test::red_run(), colour), "\x1b[1;31m❌"));
}

BOOST_AUTO_TEST_CASE(a_thousand_pipelines_do_not_flood_the_terminal) {
  const std::string text = plain(test::big_run(1000, 20), 80);

  BOOST_TEST(lines(text).size() < 50U);
  BOOST_TEST(has(text, "999 pipelines that passed or were not started are in the full report"));
}

BOOST_AUTO_TEST_SUITE_END()
