#include "unit/testresult/support.hpp"

#include <boost/test/unit_test.hpp>

using namespace ra::testresult;
using ra::testresult::test::fixture;
using ra::testresult::test::has;
using ra::testresult::test::numbers;
using ra::testresult::test::read;
using ra::testresult::test::read_fixture;
using ra::testresult::test::suite;

BOOST_AUTO_TEST_SUITE(junit)

BOOST_AUTO_TEST_CASE(cases_are_counted_by_how_they_went) {
  const auto r = suite(R"(<testcase name="a"/><testcase name="b"><failure/></testcase>
    <testcase name="c"><error/></testcase><testcase name="d"><skipped/></testcase>)");

  BOOST_TEST(r.format == "junit");
  BOOST_TEST(r.problem == "");
  BOOST_TEST(numbers(r.report) == "4 1 1 1 1 0");
  BOOST_TEST(!r.report.ok());
}

BOOST_AUTO_TEST_CASE(a_failure_keeps_all_that_is_said_of_it) {
  const auto r = suite(
      R"(<testcase classname="io.Foo" name="bar" file="src/foo.py" line="7" time="0.25"><failure type="AssertionError" message="1 != 2">the trace
  second line</failure></testcase>)");

  BOOST_REQUIRE(r.report.failures.size() == 1U);
  const auto& f = r.report.failures[0];
  BOOST_TEST(f.suite == "s");
  BOOST_TEST(f.classname == "io.Foo");
  BOOST_TEST(f.name == "bar");
  BOOST_TEST(f.type == "AssertionError");
  BOOST_TEST(f.message == "1 != 2");
  BOOST_TEST(f.trace == "the trace\n  second line");
  BOOST_TEST(f.file == "src/foo.py");
  BOOST_TEST(f.line == 7U);
  BOOST_TEST(f.time_s == 0.25);
  BOOST_TEST((f.kind == Outcome::failure));
}

BOOST_AUTO_TEST_CASE(without_a_message_it_is_the_first_line_of_the_trace) {
  const auto r = suite("<testcase name='a'><error>\n\n  boom\n at x</error></testcase>");

  BOOST_TEST(r.report.failures.at(0).message == "boom");
}

BOOST_AUTO_TEST_CASE(nested_suites_are_all_read_and_tell_tests_of_one_name_apart) {
  const auto r = read_fixture("nested__junit.xml");

  BOOST_TEST(numbers(r) == "5 2 3 0 0 0");
  BOOST_TEST(r.totals.suites == 5U);
  BOOST_TEST(r.failures.at(0).suite == "TestA");
  BOOST_TEST(r.failures.at(0).id != r.failures.at(2).id);
}

BOOST_AUTO_TEST_CASE(counts_that_are_wrong_are_told_and_not_believed) {
  const auto r =
      read("<testsuite name='s' tests='7' failures='0'><testcase name='a'><failure/></testcase></testsuite>");

  BOOST_TEST(numbers(r.report) == "1 0 1 0 0 0");
  BOOST_REQUIRE(r.report.mismatches.size() == 2U);
  BOOST_TEST(r.report.mismatches[0].what == "tests");
  BOOST_TEST(r.report.mismatches[0].stated == 7U);
  BOOST_TEST(r.report.mismatches[0].counted == 1U);
  BOOST_TEST(r.report.mismatches[1].what == "failures");
}

BOOST_AUTO_TEST_CASE(several_failures_in_a_case_are_one_failed_test_with_all_their_traces) {
  const auto r = read_fixture("multiple_failures__test_multiple_failures.xml");

  BOOST_TEST(numbers(r) == "4 1 2 0 1 0");
  BOOST_TEST(r.failures.at(0).message == "First assertion failed");
  BOOST_TEST(has(r.failures.at(0).trace, "MultipleFailuresTest.java:15"));
  BOOST_TEST(r.mismatches.empty());
}

BOOST_AUTO_TEST_CASE(surefires_flaky_elements_do_not_fail_the_test) {
  const auto r = read_fixture("maven_surefire_flaky__surefire-report.xml");

  BOOST_TEST(numbers(r) == "1 1 0 0 0 1");
  BOOST_TEST(r.ok());
  BOOST_TEST(r.flaky.at(0).tries == 2U);
  BOOST_TEST(r.flaky.at(0).line == 58U);
  BOOST_TEST(!has(r.flaky.at(0).trace, "Some error output"));
}

BOOST_AUTO_TEST_CASE(surefires_rerun_elements_count_the_tries_of_what_failed) {
  const auto r =
      suite(R"(<testcase name="a"><failure message="1st"/><rerunFailure message="2nd"><stackTrace>x</stackTrace>
    <system-out>noise</system-out></rerunFailure><rerunError/></testcase>)");

  BOOST_TEST(numbers(r.report) == "1 0 1 0 0 0");
  BOOST_TEST(r.report.failures.at(0).tries == 3U);
  BOOST_TEST(r.report.failures.at(0).message == "1st");
}

BOOST_AUTO_TEST_CASE(a_case_that_failed_and_then_passed_is_flaky) {
  const auto r = read_fixture("flaky_retries__flaky_with_classname_file.xml");

  BOOST_TEST(numbers(r) == "3 3 0 0 0 1");
  BOOST_TEST(r.failures.empty());
  BOOST_TEST(r.flaky.at(0).name == "test_foo");
  BOOST_TEST(r.flaky.at(0).tries == 3U);
}

BOOST_AUTO_TEST_CASE(the_order_of_the_tries_does_not_matter) {
  const auto r = read_fixture("flaky_retries__flaky_success_first.xml");

  BOOST_TEST(numbers(r) == "1 1 0 0 0 1");
}

BOOST_AUTO_TEST_CASE(a_case_that_failed_every_time_is_one_failure) {
  const auto r = read_fixture("flaky_retries__flaky_all_failures.xml");

  BOOST_TEST(numbers(r) == "1 0 1 0 0 0");
  BOOST_TEST(r.failures.at(0).tries == 3U);
  BOOST_TEST(r.failures.at(0).message == "first failure");
}

BOOST_AUTO_TEST_CASE(when_some_flaky_tests_leave_the_list_the_tries_of_others_stay_right) {
  const auto r = suite(R"(<testcase name="a"><failure/></testcase><testcase name="b"><failure/></testcase>
    <testcase name="a"/><testcase name="b"><failure/></testcase><testcase name="c"><failure/></testcase>)");

  BOOST_TEST(numbers(r.report) == "3 1 2 0 0 1");
  BOOST_TEST(r.report.failures.at(0).name == "b");
  BOOST_TEST(r.report.failures.at(0).tries == 2U);
  BOOST_TEST(r.report.failures.at(1).tries == 1U);
}

BOOST_AUTO_TEST_CASE(a_skip_that_is_tried_later_counts_as_what_it_became) {
  const auto r = suite("<testcase name='a'><skipped/></testcase><testcase name='a'><failure/></testcase>");

  BOOST_TEST(numbers(r.report) == "1 0 1 0 0 0");
}

BOOST_AUTO_TEST_CASE(the_same_name_in_another_suite_is_another_test) {
  const auto r = read(
      "<testsuites><testsuite name='x'><testcase name='a'><failure/></testcase></testsuite>"
      "<testsuite name='x'><testcase name='a'/></testsuite></testsuites>");

  BOOST_TEST(numbers(r.report) == "2 1 1 0 0 0");
}

BOOST_AUTO_TEST_CASE(a_test_that_is_switched_off_is_skipped_whatever_stands_in_it) {
  BOOST_TEST(numbers(read_fixture("issues__testFailedDisabled.xml")) == "1 0 0 0 1 0");
  BOOST_TEST(numbers(suite("<testcase name='a' status='notrun'/><testcase name='b' status='run'/>").report) ==
             "2 1 0 0 1 0");
}

BOOST_AUTO_TEST_CASE(a_failure_of_the_suite_itself_is_one) {
  const auto r = suite("<error message='no database'>trace</error><testcase name='a'/>");

  BOOST_TEST(numbers(r.report) == "2 1 0 1 0 0");
  BOOST_TEST(r.report.failures.at(0).message == "no database");
}

BOOST_AUTO_TEST_CASE(what_tests_print_is_not_kept) {
  const auto r = suite(
      "<testcase name='a'><failure message='m'>t<system-out>noise</system-out></failure>"
      "<system-out><![CDATA[<failure/>]]></system-out></testcase><system-err>x</system-err>");

  BOOST_TEST(numbers(r.report) == "1 0 1 0 0 0");
  BOOST_TEST(r.report.failures.at(0).trace == "t");
}

BOOST_AUTO_TEST_CASE(the_line_may_stand_in_the_failure_or_in_its_trace) {
  BOOST_TEST(read_fixture("xunit__report_fl_on_f.xml").failures.at(0).line == 38U);
  BOOST_TEST(read_fixture("nextest__basic.xml").failures.at(0).file == "tests/parry3d.rs");
  const auto java = read_fixture("tests__utils__TEST-action.surefire.report.calc.CalcUtilsTest.xml");
  BOOST_TEST(java.failures.at(1).file == "action/surefire/report/calc/CalcUtilsTest.kt");
  BOOST_TEST(java.failures.at(1).line == 15U);
}

BOOST_AUTO_TEST_CASE(times_are_summed_and_suites_without_times_of_cases_count_their_own) {
  const auto r = read(
      "<testsuites><testsuite name='a' time='9'><testcase name='a' time='1,234.5'/></testsuite>"
      "<testsuite name='b' time='2.5'><testcase name='b'/></testsuite></testsuites>");

  BOOST_TEST(r.report.totals.time_s == 1237.0);
}

BOOST_AUTO_TEST_CASE(a_prefix_of_a_namespace_does_not_matter) {
  const auto r =
      read("<j:testsuite xmlns:j='urn:x' name='s'><j:testcase name='a'><j:failure/></j:testcase></j:testsuite>");

  BOOST_TEST(numbers(r.report) == "1 0 1 0 0 0");
}

BOOST_AUTO_TEST_CASE(a_report_without_tests_is_fine) {
  const auto r = read_fixture("cunit__testEmpty.xml");

  BOOST_TEST(numbers(r) == "0 0 0 0 0 0");
  BOOST_TEST(r.ok());
}

BOOST_AUTO_TEST_SUITE_END()
