#pragma once

#include "report/document.hpp"
#include "report/render.hpp"
#include "testresult/report.hpp"

#include <cstddef>
#include <limits>
#include <string>
#include <vector>

// Results of tests as people read them: which failed, since when, where to click.
namespace ra::report {

// What is known besides the results. Everything may be absent.
struct TestsContext {
  std::string repository_url;  // https://github.com/gravitee-io/gravitee-gateway
  std::string sha;
  std::string base_branch;
  std::string no_delta;     // why there is nothing to compare with
  std::string ci_url;       // the CI's page of this run
  std::string ci_status;    // success or failed; "" : what the results say
  std::string run;          // "Run 1842, attempt 1"
  std::string json_url;     // the full report
  std::string key;          // of the comment: several may live side by side
  std::string marker_json;  // "" : no marker
};

// How much is shown. Smaller values are the cheaper forms that a budget falls back to.
struct TestsDetail {
  std::size_t failures = 20;
  std::size_t trace_lines = 64;
  std::size_t jobs_of_failure = 5;
  std::size_t listed = 20;  // already failing, flaky, fixed, newly skipped, unreadable
  std::size_t slowest = 5;
  std::size_t jobs = 100;
  bool folded = true;         // false: everything open, as in a job summary
  bool below_the_top = true;  // false: the first lines and the footer alone
};

Document tests_document(const testresult::Report& report, const TestsContext& context, const TestsDetail& detail);

// Rendered anew with less detail until it fits, never cut.
std::string tests_markdown_within(const testresult::Report& report, const TestsContext& context, std::size_t bytes);

// GitHub's job summary takes 1 MiB a step: https://docs.github.com/actions, "Adding a job summary".
inline constexpr std::size_t summary_budget = 1'000'000;
std::string tests_summary(const testresult::Report& report, const TestsContext& context);

std::string tests_terminal(const testresult::Report& report, const TestsContext& context, const TerminalStyle& style);

}  // namespace ra::report
