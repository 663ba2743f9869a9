#include "report/render.hpp"
#include "unit/report/samples.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace ra;

namespace {

constexpr std::string_view emoji = "\xf0\x9f\x8e\x89";  // 4 bytes

// A run whose full report has exactly `bytes`: log lines are filled up.
model::Run run_of_size(std::size_t bytes) {
  model::Run run = test::red_run();
  auto& log = run.sets[4].pipelines[1].workflows[0].jobs[0].failure->log_tail;
  log.clear();
  const auto room = [&] { return bytes - std::min(bytes, report::markdown(run).size()); };
  while (log.size() < 60 && room() > 1000) {
    std::string text;
    for (std::size_t i = 0; i < 240; ++i) text += emoji;
    log.push_back(text);
  }
  for (int i = 0; i < 200 && room() > 0; ++i) {  // rows of the set table take the rest
    run.sets[1].pipelines.push_back(run.sets[1].pipelines[0]);
    if (report::markdown(run).size() <= bytes) continue;
    run.sets[1].pipelines.pop_back();
    break;
  }
  run.notes.emplace_back("x");
  while (report::markdown(run).size() > bytes) run.sets[1].pipelines.pop_back();
  for (std::size_t left = room(); left > 0; left = room()) {
    if (run.notes.back().size() + left <= 300) {
      run.notes.back().append(left, 'x');
    } else {
      run.notes.emplace_back("x");
    }
  }
  return run;
}

bool is_whole(const std::string& text) {
  std::size_t open = 0;
  std::size_t fences = 0;
  std::size_t at = 0;
  while (at < text.size()) {
    const auto end = std::min(text.find('\n', at), text.size());
    const std::string_view line{text.data() + at, end - at};
    if (line.starts_with("<details>")) ++open;
    if (line == "</details>") --open;
    if (line.starts_with("```")) ++fences;
    if (line.starts_with("|") && !line.ends_with("|")) return false;
    at = end + 1;
  }
  return open == 0 && fences % 2 == 0 && text.ends_with("</sub>\n");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(budget)

BOOST_AUTO_TEST_CASE(a_report_of_59999_bytes_is_whole) {
  const model::Run run = run_of_size(59'999);
  BOOST_REQUIRE(report::markdown(run).size() == 59'999U);

  BOOST_TEST(report::markdown_within(run, report::comment_budget) == report::markdown(run));
}

BOOST_AUTO_TEST_CASE(a_report_of_60000_bytes_is_whole) {
  const model::Run run = run_of_size(60'000);
  BOOST_REQUIRE(report::markdown(run).size() == 60'000U);

  BOOST_TEST(report::markdown_within(run, report::comment_budget) == report::markdown(run));
}

BOOST_AUTO_TEST_CASE(a_report_of_60001_bytes_takes_a_cheaper_form) {
  const model::Run run = run_of_size(60'001);
  BOOST_REQUIRE(report::markdown(run).size() == 60'001U);

  const std::string text = report::markdown_within(run, report::comment_budget);

  BOOST_TEST(text.size() < 60'000U);
  BOOST_TEST(is_whole(text));
  BOOST_TEST(text.find("last 12 lines of the log") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(ten_thousand_failures_fit) {
  std::string message;
  for (std::size_t i = 0; i < 120; ++i) message += emoji;

  const std::string text = report::markdown_within(test::many_failures(10'000, message), report::comment_budget);

  BOOST_TEST(text.size() <= 60'000U);
  BOOST_TEST(is_whole(text));
  BOOST_TEST(text.find("failed — 10,000 of 10,000 pipelines") != std::string::npos);
  BOOST_TEST(text.find("… and 9,9") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(every_budget_gives_a_whole_document) {
  const model::Run run = test::many_failures(300, "<b> | ` `` @team");

  for (const std::size_t bytes : {300'000U, 100'000U, 60'000U, 30'000U, 15'000U, 8'000U, 4'000U, 2'000U, 1'000U}) {
    BOOST_TEST_CONTEXT(bytes) {
      const std::string text = report::markdown_within(run, bytes);
      BOOST_TEST(text.size() <= bytes);
      BOOST_TEST(is_whole(text));
    }
  }
}

BOOST_AUTO_TEST_CASE(the_three_lines_are_never_given_up) {
  const std::string text = report::markdown_within(test::red_run(), 10);

  BOOST_TEST(text.starts_with("## ❌ Dry run of **Gravitee.io 3.1.68** failed — 2 of 20 pipelines\n"));
  BOOST_TEST(text.find("Nothing was published and no tag was made.") != std::string::npos);
  BOOST_TEST(text.ends_with("</sub>\n"));
}

BOOST_AUTO_TEST_SUITE_END()
