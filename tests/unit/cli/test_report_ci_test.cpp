#include "cli/test_report_ci.hpp"

#include <boost/test/unit_test.hpp>

using ra::ci::KeptTest;
using ra::ci::TestedJob;
using ra::ci::TestOutcome;
using ra::cli::KeptTests;

namespace {

void tell_job(KeptTests& tests, const std::string& name, bool failed = false) {
  TestedJob job;
  job.name = name;
  job.source = "job of " + name;
  job.failed = failed;
  tests.job(job);
}

void tell_test(KeptTests& tests, std::string_view name, TestOutcome outcome, std::string_view message = {}) {
  KeptTest test;
  test.classname = "a.B";
  test.name = name;
  test.file = "B.java";
  test.message = message;
  test.time_s = 0.5;
  test.outcome = outcome;
  tests.test(test);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(kept_tests)

BOOST_AUTO_TEST_CASE(each_job_is_as_a_file_of_its_own) {
  KeptTests tests{{}};
  tell_job(tests, "jdk 11");
  tell_test(tests, "one", TestOutcome::passed);
  tell_test(tests, "two", TestOutcome::skipped);
  tell_job(tests, "lint");
  tell_job(tests, "jdk 17");
  tell_test(tests, "one", TestOutcome::failed);

  const auto report = tests.finish("here");

  BOOST_TEST(report.totals.files == 2U);
  BOOST_TEST(report.totals.tests == 3U);
  BOOST_TEST(report.totals.passed == 1U);
  BOOST_TEST(report.totals.skipped == 1U);
  BOOST_TEST_REQUIRE(report.jobs.size() == 2U);
  BOOST_TEST(report.jobs[0].name == "jdk 11");
  BOOST_TEST(report.jobs[0].totals.tests == 2U);
  BOOST_TEST_REQUIRE(report.failures.size() == 1U);
  BOOST_TEST(report.failures[0].job == "jdk 17");
  BOOST_TEST(report.failures[0].suite == "jdk 17");
  BOOST_TEST(report.failures[0].path == "job of jdk 17");
  BOOST_TEST(report.failures[0].classname == "a.B");
  BOOST_TEST(report.failures[0].file == "B.java");
  BOOST_TEST(report.failures[0].time_s == 0.5);
  BOOST_TEST(report.unreadable.empty());
}

BOOST_AUTO_TEST_CASE(of_one_job_there_is_no_table_of_jobs) {
  KeptTests tests{{}};
  tell_job(tests, "jdk 11");
  tell_test(tests, "one", TestOutcome::passed);
  BOOST_TEST(tests.finish("here").jobs.empty());
}

BOOST_AUTO_TEST_CASE(the_first_line_is_the_message_and_several_are_a_trace) {
  KeptTests tests{{}};
  tell_job(tests, "jdk 11");
  tell_test(tests, "one", TestOutcome::failed, "expected 200");
  tell_test(tests, "two", TestOutcome::failed, "expected 200\n\tat a.B.two(B.java:12)");

  const auto report = tests.finish("here");

  BOOST_TEST_REQUIRE(report.failures.size() == 2U);
  BOOST_TEST(report.failures[0].message == "expected 200");
  BOOST_TEST(report.failures[0].trace.empty());
  BOOST_TEST(report.failures[1].message == "expected 200");
  BOOST_TEST(report.failures[1].trace.find("B.java:12") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_job_that_failed_without_tests_has_failed_all_the_same) {
  KeptTests tests{{}};
  tell_job(tests, "build", true);
  tell_job(tests, "jdk 11");
  tell_test(tests, "one", TestOutcome::passed);
  BOOST_TEST(tests.any_job_failed());
  KeptTests good{{}};
  tell_job(good, "jdk 11");
  BOOST_TEST(!good.any_job_failed());
}

BOOST_AUTO_TEST_CASE(no_results_at_all_are_said_as_of_a_file_that_cannot_be_read) {
  KeptTests tests{{}};
  tell_job(tests, "lint");
  const auto report = tests.finish("gh/acme/shop/126");
  BOOST_TEST_REQUIRE(report.unreadable.size() == 1U);
  BOOST_TEST(report.unreadable[0].path == "gh/acme/shop/126");
  BOOST_TEST(report.unreadable[0].message.find("keeps no results") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
