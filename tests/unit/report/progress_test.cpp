#include "report/progress.hpp"
#include "base/text.hpp"
#include "report/width.hpp"
#include "unit/report/samples.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

using namespace ra;
using model::PipelineState;
using ra::test::has;

namespace {

const WallTime start = *parse_utc("2026-01-14T10:20:00Z");

struct Screen {
  std::vector<std::string> writes;
  report::Write write() {
    return [this](const std::string& text) { writes.push_back(text); };
  }
  std::string all() const {
    std::string out;
    for (const auto& text : writes) out += text;
    return out;
  }
};

std::string printable(const std::string& frame) {
  std::string out;
  for (const auto line : lines(frame)) out += one_line(line, 1000) + "\n";
  return out;
}

WallTime after(int milliseconds) { return start + Duration{milliseconds}; }

}  // namespace

BOOST_AUTO_TEST_SUITE(progress)

BOOST_AUTO_TEST_CASE(a_change_is_one_line_and_said_once) {
  Screen screen;
  const auto progress = report::line_per_change(screen.write());
  model::Run run = test::running_run();
  progress->update(run, start);
  screen.writes.clear();

  progress->update(run, after(1000));
  run.sets[4].pipelines[2] = test::red_run().sets[4].pipelines[2];
  progress->update(run, after(2000));
  run.sets[4].pipelines[2].why = "said later";
  progress->update(run, after(3000));
  progress->finish();

  BOOST_TEST(
      screen.all() ==
      "set 4  gravitee-repository-jdbc #1256  failed: exit 1: manifest for postgres:9.6-alpine not found (5m 02s)  "
      "https://app.circleci.com/pipelines/github/gravitee-io/gravitee-repository-jdbc/1256/workflows/75e83261/jobs/"
      "131\n");
}

BOOST_AUTO_TEST_CASE(pipelines_that_did_not_start_are_no_change) {
  Screen screen;
  const auto progress = report::line_per_change(screen.write());

  progress->update(test::red_run(), start);

  BOOST_TEST(!has(screen.all(), "gravitee-gateway-api"));
  const std::string text = screen.all();
  BOOST_TEST(lines(text).size() == 11U + 4U);  // pipelines, and sets that are over
}

BOOST_AUTO_TEST_CASE(the_live_table_shows_the_set_that_runs_and_folds_those_before) {
  Screen screen;
  const report::TerminalStyle style{false, 100, 24};
  const auto table = report::live_table(screen.write(), style);

  table->update(test::running_run(), start);

  const std::string frame = printable(screen.all());
  BOOST_TEST(has(frame, "⏳ Dry run Gravitee.io 3.1.68: 9 of 20 done, 0 failed · 18m 00s\n"));
  BOOST_TEST(has(frame, "✅ set 3 passed: 2 pipelines · 2m 55s\n"));
  BOOST_TEST(has(frame, "gravitee-repository-mongodb #1249  running"));
  BOOST_TEST(!has(frame, "gravitee-common"));
}

BOOST_AUTO_TEST_CASE(the_live_table_draws_at_most_ten_times_a_second) {
  Screen screen;
  const report::TerminalStyle style{false, 100, 24};
  const auto table = report::live_table(screen.write(), style);

  for (int i = 0; i < 1000; ++i) table->update(test::running_run(), after(i));

  BOOST_TEST(screen.writes.size() == 10U);
}

BOOST_AUTO_TEST_CASE(a_frame_begins_where_the_last_one_began) {
  Screen screen;
  const report::TerminalStyle style{false, 100, 24};
  const auto table = report::live_table(screen.write(), style);

  table->update(test::running_run(), start);
  table->update(test::running_run(), after(200));

  const auto height = lines(screen.writes[0]).size() - 1;  // the last one erases what is below
  BOOST_TEST(screen.writes[1].starts_with("\x1b[" + std::to_string(height) + "A\r"));
}

BOOST_AUTO_TEST_CASE(the_table_makes_way_for_a_line_of_the_log_and_comes_back) {
  Screen screen;
  const report::TerminalStyle style{false, 100, 24};
  const auto table = report::live_table(screen.write(), style);
  table->update(test::running_run(), start);
  const auto height = lines(screen.writes[0]).size() - 1;

  table->make_way();
  table->make_way();
  table->update(test::running_run(), after(1));

  BOOST_TEST_REQUIRE(screen.writes.size() == 3U);
  BOOST_TEST(screen.writes[1] == "\x1b[" + std::to_string(height) + "A\r\x1b[J");
  BOOST_TEST(!screen.writes[2].starts_with("\x1b[" + std::to_string(height) + "A"));
}

BOOST_AUTO_TEST_CASE(no_line_of_a_frame_is_wider_than_the_terminal) {
  for (const int columns : {40, 80, 120}) {
    Screen screen;
    const report::TerminalStyle style{true, columns, 24};
    const auto table = report::live_table(screen.write(), style);
    model::Run run = test::hostile_run();
    run.sets[4].state = model::SetState::running;

    table->update(run, start);

    const std::string frame = printable(screen.all());
    for (const auto line : lines(frame)) {
      BOOST_TEST_CONTEXT(line) { BOOST_TEST(report::display_width(line) <= static_cast<std::size_t>(columns)); }
    }
  }
}

BOOST_AUTO_TEST_CASE(the_table_follows_a_terminal_that_is_resized) {
  Screen screen;
  report::TerminalStyle style{true, 120, 24};
  const auto table = report::live_table(screen.write(), report::AskStyle{[&style] { return style; }});
  table->update(test::running_run(), start);
  const auto frame = printable(screen.writes[0]);

  style.columns = 40;
  style.rows = 10;
  table->update(test::running_run(), after(200));

  // The terminal has broken the lines of the first frame.
  std::size_t on_screen = 0;
  for (const auto line : lines(frame)) on_screen += std::max<std::size_t>(1, (report::display_width(line) + 39) / 40);
  --on_screen;  // the last one erases what is below
  BOOST_TEST(screen.writes[1].starts_with("\x1b[" + std::to_string(on_screen) + "A\r"));
  BOOST_TEST(on_screen > lines(screen.writes[0]).size());
  const auto narrow = printable(screen.writes[1]);
  BOOST_TEST(lines(narrow).size() <= 10U);
  for (const auto line : lines(narrow)) BOOST_TEST(report::display_width(line) <= 40U);

  style.columns = 120;
  table->make_way();
  const auto height = lines(screen.writes[1]).size() - 1;
  BOOST_TEST(screen.writes[2] == "\x1b[" + std::to_string(height) + "A\r\x1b[J");
}

BOOST_AUTO_TEST_CASE(a_frame_is_never_taller_than_the_terminal) {
  for (const std::size_t in_a_set : {1U, 5U, 100U}) {
    Screen screen;
    const report::TerminalStyle style{false, 100, 24};
    const auto table = report::live_table(screen.write(), style);
    model::Run run = test::big_run(100, in_a_set);
    run.sets.back().state = model::SetState::running;

    table->update(run, start);

    const std::string frame = screen.all();
    BOOST_TEST(lines(frame).size() <= 24U);
    BOOST_TEST(has(screen.all(), "gravitee-management-webui-99"));  // the failed one is not among the hidden
  }
}

BOOST_AUTO_TEST_CASE(after_the_end_everything_red_is_there_with_its_whole_link) {
  Screen screen;
  const report::TerminalStyle style{false, 80, 8};
  const auto table = report::live_table(screen.write(), style);
  table->update(test::running_run(), start);

  table->update(test::red_run(), after(1));  // too soon to be drawn
  BOOST_TEST(screen.writes.size() == 1U);
  table->finish();
  table->finish();

  BOOST_REQUIRE(screen.writes.size() == 2U);
  BOOST_TEST(has(screen.writes[1], "11 of 20 done, 2 failed"));
  BOOST_TEST(has(screen.writes[1], "gravitee-repository-mongodb/1249/workflows/75e83261/jobs/128\n"));
  BOOST_TEST(has(screen.writes[1], "gravitee-repository-jdbc/1256/workflows/75e83261/jobs/131\n"));
}

BOOST_AUTO_TEST_CASE(the_terminal_is_left_as_it_was) {
  Screen screen;
  const report::TerminalStyle style{true, 100, 24};
  const auto table = report::live_table(screen.write(), style);

  table->update(test::running_run(), start);

  BOOST_TEST(!has(screen.all(), "\x1b[?25l"));     // the cursor is never hidden
  BOOST_TEST(screen.all().ends_with("\x1b[?7h"));  // wrapping is on again after each frame
  BOOST_TEST(!has(screen.all(), "\x1b[?1049h"));   // no second screen
}

BOOST_AUTO_TEST_CASE(no_progress_writes_nothing) {
  const auto none = report::no_progress();

  none->update(test::red_run(), start);
  none->finish();
}

BOOST_AUTO_TEST_SUITE_END()
