#include "cli/test_report_ci.hpp"

#include "base/coroutine.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "cli/inputs.hpp"
#include "cli/services.hpp"

#include <boost/asio/io_context.hpp>

namespace asio = boost::asio;

namespace ra::cli {

namespace {

Result<std::string> place_of(const Shell& shell, const std::string& where) {
  if (where != "this") return where;
  std::string workflow = shell.environment.get("CIRCLE_WORKFLOW_ID");
  if (!workflow.empty()) return workflow;
  return error(Errc::usage, "--from-ci this: this does not run in a workflow whose results can be read",
               "name the page of the job or workflow");
}

}  // namespace

KeptTests::KeptTests(testresult::CollectOptions options) : options_{options}, assembly_{options} {}

void KeptTests::job(const ci::TestedJob& job) {
  end_job();
  job_ = job;
  any_job_failed_ |= job.failed;
}

void KeptTests::test(const ci::KeptTest& test) {
  if (!collector_) {
    collector_.emplace(job_.source, job_.name, options_);
    testresult::Suite suite;
    suite.name = job_.name;
    collector_->suite_begins(suite);
  }
  testresult::Case one;
  one.suite = job_.name;
  one.classname = test.classname;
  one.name = test.name;
  one.file = test.file;
  one.time_s = test.time_s;
  one.outcome = test.outcome == ci::TestOutcome::failed    ? testresult::Outcome::failure
                : test.outcome == ci::TestOutcome::skipped ? testresult::Outcome::skipped
                                                           : testresult::Outcome::passed;
  // The CI keeps one text: its first line is the message, all of it may be a trace.
  const auto line = test.message.substr(0, test.message.find('\n'));
  one.message = line;
  if (line.size() < test.message.size()) one.trace = test.message;
  collector_->test_case(one);
}

void KeptTests::end_job() {
  if (!collector_) return;
  collector_->suite_ends();
  assembly_.add(collector_->take(), job_.name);
  collector_.reset();
  any_tests_ = true;
}

testresult::Report KeptTests::finish(const std::string& where) {
  end_job();
  testresult::Report report = assembly_.finish();
  if (!any_tests_) {
    report.unreadable.push_back(
        {one_line(where, 200), 0, "the CI keeps no results of tests of it: does the job store them?"});
  }
  return report;
}

Result<CiTests> read_ci_tests(Shell& shell, const std::string& where, const testresult::CollectOptions& options) {
  RA_TRY_ASSIGN(const std::string place, place_of(shell, where));
  RA_TRY_ASSIGN(model::Config config, read_config(shell.globals));
  config.ci.providers.clear();  // it is no component's
  asio::io_context io{1};
  RA_TRY_ASSIGN(const auto services, make_services(shell, config, io.get_executor()));
  KeptTests tests{options};
  const Result<> read = run_coroutine(io, services->provider->read_tests(place, tests));
  if (!read && read.error().code == Errc::not_found) {
    return error(Errc::config, read.error().message, "look at the number, and whether the token sees the project");
  }
  if (!read) return read.error();
  CiTests result;
  result.status = tests.any_job_failed() ? "failed" : "success";
  result.report = tests.finish(place);
  if (place.starts_with("https://")) result.page = place;
  return result;
}

}  // namespace ra::cli
