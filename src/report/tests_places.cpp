// A document of test results in the size that each place takes.
#include "report/markdown.hpp"
#include "report/terminal.hpp"
#include "report/tests_document.hpp"

#include <vector>

namespace ra::report {

namespace {

constexpr std::size_t terminal_failures = 20;
constexpr std::size_t terminal_trace_lines = 12;

std::string first_that_fits(const testresult::Report& report, const TestsContext& context,
                            const std::vector<TestsDetail>& steps, std::size_t bytes) {
  std::string text;
  for (const auto& detail : steps) {
    text = render_markdown(tests_document(report, context, detail));
    if (text.size() <= bytes) return text;
  }
  return text;
}

// Each step takes something from the one before; the lines at the top are never given up.
void add_cheaper(std::vector<TestsDetail>& steps) {
  const auto cheaper = [&steps](auto change) {
    TestsDetail next = steps.back();
    change(next);
    steps.push_back(next);
  };
  cheaper([](TestsDetail& d) { d.trace_lines = 12; });
  cheaper([](TestsDetail& d) { d.jobs_of_failure = 2, d.jobs = 20; });
  cheaper([](TestsDetail& d) { d.trace_lines = 4; });
  cheaper([](TestsDetail& d) { d.slowest = 0, d.jobs = 0; });
  cheaper([](TestsDetail& d) { d.failures = 10, d.listed = 10; });
  cheaper([](TestsDetail& d) { d.failures = 5, d.listed = 5; });
  cheaper([](TestsDetail& d) { d.trace_lines = 0; });
  cheaper([](TestsDetail& d) { d.listed = 1; });
  cheaper([](TestsDetail& d) { d.below_the_top = false; });
}

}  // namespace

std::string tests_markdown_within(const testresult::Report& report, const TestsContext& context, std::size_t bytes) {
  std::vector<TestsDetail> steps{TestsDetail{}};
  add_cheaper(steps);
  return first_that_fits(report, context, steps, bytes);
}

std::string tests_summary(const testresult::Report& report, const TestsContext& context) {
  TestsContext without_marker = context;
  without_marker.marker_json.clear();
  TestsDetail all;
  all.folded = false;
  all.failures = testresult::most_failures;
  all.listed = testresult::most_failures;
  all.slowest = testresult::most_slowest;
  std::vector<TestsDetail> steps{all};
  for (const std::size_t lines : {24U, 8U, 0U}) {
    all.trace_lines = lines;
    steps.push_back(all);
  }
  for (const std::size_t failures : {500U, 200U, 50U}) {
    all.trace_lines = 8;
    all.failures = failures;
    all.listed = failures;
    steps.push_back(all);
  }
  steps.push_back(TestsDetail{});
  add_cheaper(steps);
  return first_that_fits(report, without_marker, steps, summary_budget);
}

std::string tests_terminal(const testresult::Report& report, const TestsContext& context, const TerminalStyle& style) {
  TestsDetail detail;
  detail.failures = terminal_failures;
  detail.trace_lines = terminal_trace_lines;
  TestsContext without_marker = context;
  without_marker.marker_json.clear();
  std::string text = render_terminal(tests_document(report, without_marker, detail), style);
  // A terminal shows links by their text: this one is to be clicked.
  if (const Url url = Url::of(context.ci_url); !url.empty()) text += url.text() + "\n";
  return text;
}

}  // namespace ra::report
