#pragma once

#include "ci/test_results.hpp"
#include "cli/command.hpp"
#include "testresult/assembly.hpp"

#include <optional>
#include <string>

namespace ra::cli {

// The results that a CI keeps as if each job were a file.
class KeptTests : public ci::TestVisitor {
 public:
  explicit KeptTests(testresult::CollectOptions options);

  void job(const ci::TestedJob& job) override;
  void test(const ci::KeptTest& test) override;

  bool any_job_failed() const { return any_job_failed_; }

  // Once. Jobs without tests are left out; when none has any, that is said as of a file that cannot be read.
  testresult::Report finish(const std::string& where);

 private:
  void end_job();

  testresult::CollectOptions options_;
  testresult::Assembly assembly_;
  std::optional<testresult::Collector> collector_;  // of the job, from its first test on
  ci::TestedJob job_;
  bool any_tests_ = false;
  bool any_job_failed_ = false;
};

struct CiTests {
  testresult::Report report;
  std::string page;    // "" when it is not known
  std::string status;  // success or failed, as the CI says
};

// `where` as ci::Provider::read_tests takes it, or `this`: the workflow that this program runs in.
Result<CiTests> read_ci_tests(Shell& shell, const std::string& where, const testresult::CollectOptions& options);

}  // namespace ra::cli
