#pragma once

#include "cli/command.hpp"
#include "report/tests_document.hpp"
#include "testresult/gather.hpp"

#include <string>
#include <vector>

namespace ra::cli {

// The options of `test-report`, also for commands that show results of tests beside other things.
struct TestReportArguments {
  std::vector<std::string> globs;
  std::vector<std::string> jobs;  // NAME=GLOB
  std::string from_ci;            // a job's or workflow's page or id
  std::string out;                // Markdown
  std::string base;               // digests
  std::string write_digest;
  std::string base_branch;
  std::string repository_url;
  std::string sha;
  std::string ci_url;
  std::string ci_status;
  std::string unreadable = "fail";
  std::string flaky = "pass";
  bool exit_zero = false;
  bool comment = true;  // on the pull request, when a CI runs it
  std::string key;      // of the comment; of --merge the section's
  std::string merge;    // the comment that jobs share
  bool strict_report = false;
};

struct TestResults {
  testresult::Report report;
  report::TestsContext context;
  std::string digest;  // "" unless it was asked for

  // A comment's text.
  std::string comment(std::size_t bytes) const { return tests_markdown_within(report, context, bytes); }
};

// Reads the files, or what the CI keeps of them, and what is known about them: the base's digest, the CI's variables,
// the commit's files. Writes nothing.
Result<TestResults> read_test_results(Shell& shell, const TestReportArguments& arguments);

// Writes what was asked for: the page and the digest, and GitHub's annotations.
Result<> write_test_results(Shell& shell, const TestReportArguments& arguments, const TestResults& results);

int exit_code_of(const testresult::Report& report);  // 0, 4 or 3

}  // namespace ra::cli
