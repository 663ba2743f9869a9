// Formats other than JUnit's.
#include "unit/testresult/support.hpp"

#include <boost/test/unit_test.hpp>

using namespace ra::testresult;
using ra::testresult::test::has;
using ra::testresult::test::numbers;
using ra::testresult::test::read;

BOOST_AUTO_TEST_SUITE(formats)

BOOST_AUTO_TEST_CASE(trx_takes_the_class_from_the_definitions_behind_the_results) {
  const auto r = read(R"xml(<?xml version="1.0" encoding="utf-8"?>
<TestRun xmlns="http://microsoft.com/schemas/VisualStudio/TeamTest/2010"><Results>
  <UnitTestResult testId="1" testName="Adds" outcome="Passed" duration="00:00:01.5000000"/>
  <UnitTestResult testId="2" testName="Acme.CalcTest.Divides" outcome="Failed" duration="00:01:00">
    <Output><StdOut>noise</StdOut><ErrorInfo><Message>Expected 1</Message>
      <StackTrace>   at Acme.CalcTest.Divides() in /src/CalcTest.cs:line 12</StackTrace></ErrorInfo></Output>
  </UnitTestResult>
  <UnitTestResult testId="3" testName="Later" outcome="NotExecuted"/>
</Results><TestDefinitions>
  <UnitTest id="2"><TestMethod className="Acme.CalcTest, Acme, Version=1.0" name="Divides"/></UnitTest>
</TestDefinitions></TestRun>)xml");

  BOOST_TEST(r.format == "trx");
  BOOST_TEST(r.problem == "");
  BOOST_TEST(numbers(r.report) == "3 1 1 0 1 0");
  BOOST_TEST(r.report.totals.time_s == 61.5);
  const auto& f = r.report.failures.at(0);
  BOOST_TEST(f.classname == "Acme.CalcTest");
  BOOST_TEST(f.name == "Divides");
  BOOST_TEST(f.message == "Expected 1");
  BOOST_TEST(!has(f.trace, "noise"));
  BOOST_TEST(f.file == "/src/CalcTest.cs");
  BOOST_TEST(f.line == 12U);
}

BOOST_AUTO_TEST_CASE(rows_of_data_in_trx_are_tests_and_what_holds_them_is_none) {
  const auto r = read(R"xml(<TestRun><Results><UnitTestResult testName="T" outcome="Failed"><InnerResults>
    <UnitTestResult testName="T (1)" outcome="Passed"/><UnitTestResult testName="T (2)" outcome="Failed"/>
    </InnerResults></UnitTestResult></Results></TestRun>)xml");

  BOOST_TEST(numbers(r.report) == "2 1 1 0 0 0");
  BOOST_TEST(r.report.failures.at(0).name == "T (2)");
}

BOOST_AUTO_TEST_CASE(nunit_3_is_read) {
  const auto r = read(R"xml(<test-run><test-suite name="Acme.dll"><test-suite name="CalcTest">
    <test-case name="Adds" fullname="Acme.CalcTest.Adds" classname="Acme.CalcTest" result="Passed" duration="0.5"/>
    <test-case name="Div(1)" fullname="Acme.CalcTest.Div(1)" classname="Acme.CalcTest" result="Failed" duration="0.1">
      <failure><message><![CDATA[  Expected: 1]]></message><stack-trace>at X</stack-trace></failure></test-case>
    <test-case name="E" fullname="Acme.CalcTest.E" classname="Acme.CalcTest" result="Failed" label="Error"/>
    <test-case name="S" fullname="Acme.CalcTest.S" classname="Acme.CalcTest" result="Skipped">
      <reason><message>later</message></reason></test-case>
  </test-suite></test-suite></test-run>)xml");

  BOOST_TEST(r.format == "nunit");
  BOOST_TEST(numbers(r.report) == "4 1 1 1 1 0");
  BOOST_TEST(r.report.failures.at(0).name == "Div(1)");
  BOOST_TEST(r.report.failures.at(0).message == "Expected: 1");
  BOOST_TEST(r.report.failures.at(0).trace == "at X");
  BOOST_TEST(r.report.failures.at(0).suite == "CalcTest");
}

BOOST_AUTO_TEST_CASE(nunit_2_is_read) {
  const auto r = read(R"xml(<test-results><test-suite name="S"><results>
    <test-case name="Acme.CalcTest.Adds(1.5)" executed="True" success="True" time="1,5"/>
    <test-case name="Acme.CalcTest.Fails" executed="True" success="False" result="Failure">
      <failure><message>m</message></failure></test-case>
    <test-case name="Acme.CalcTest.Skips" executed="False"/></results></test-suite></test-results>)xml");

  BOOST_TEST(numbers(r.report) == "3 1 1 0 1 0");
  BOOST_TEST(r.report.totals.time_s == 1.5);
  BOOST_TEST(r.report.failures.at(0).classname == "Acme.CalcTest");
  BOOST_TEST(r.report.failures.at(0).name == "Fails");
}

BOOST_AUTO_TEST_CASE(xunit_net_is_read) {
  const auto r = read(R"xml(<assemblies><assembly name="a.dll"><errors><error type="fixture-cleanup" name="Fix">
      <failure exception-type="E"><message>boom</message></failure></error></errors><collection name="C">
    <test name="Acme.T.Ok" type="Acme.T" method="Ok" time="0.1" result="Pass"/>
    <test name="Acme.T.No(x: 1)" type="Acme.T" method="No" time="0.1" result="Fail">
      <failure exception-type="Xunit.Sdk.EqualException"><message>not equal</message>
      <stack-trace>at Acme.T.No()</stack-trace></failure></test>
    <test name="Acme.T.Sk" type="Acme.T" method="Sk" result="Skip"><reason>later</reason></test>
    </collection></assembly></assemblies>)xml");

  BOOST_TEST(r.format == "xunit");
  BOOST_TEST(numbers(r.report) == "4 1 1 1 1 0");
  BOOST_TEST(r.report.failures.at(0).message == "boom");
  BOOST_TEST(r.report.failures.at(1).name == "No(x: 1)");
  BOOST_TEST(r.report.failures.at(1).type == "Xunit.Sdk.EqualException");
}

BOOST_AUTO_TEST_CASE(tap_is_read_with_its_directives_and_diagnostics) {
  const auto r = read(
      "TAP version 13\n1..5\nok 1 - adds\nnot ok 2 - divides\n  ---\n  message: 'by zero'\n  file: calc.js\n"
      "  line: 12\n  ...\nok 3 # SKIP no disk\nnot ok 4 - some day # TODO later\nnot ok 5\n#   Failed test at t/x.t "
      "line 5.\n");

  BOOST_TEST(r.format == "tap");
  BOOST_TEST(r.problem == "");
  BOOST_TEST(numbers(r.report) == "5 1 2 0 2 0");
  const auto& f = r.report.failures.at(0);
  BOOST_TEST(f.name == "divides");
  BOOST_TEST(f.message == "by zero");
  BOOST_TEST(f.file == "calc.js");
  BOOST_TEST(f.line == 12U);
  BOOST_TEST(r.report.failures.at(1).name == "test 5");
  BOOST_TEST(r.report.failures.at(1).message == "Failed test at t/x.t line 5.");
}

BOOST_AUTO_TEST_CASE(subtests_of_tap_are_suites) {
  const auto r = read(
      "TAP version 14\n# Subtest: math\n    ok 1 - adds\n    not ok 2 - divides\n    1..2\nnot ok 1 - math\n"
      "# Subtest: fine\n    ok 1 - a\n    1..1\nok 2 - fine\nok 3 - alone\n1..3\n");

  BOOST_TEST(r.problem == "");
  BOOST_TEST(numbers(r.report) == "4 3 1 0 0 0");
  BOOST_TEST(r.report.failures.at(0).suite == "math");
  BOOST_TEST(r.report.failures.at(0).name == "divides");
}

BOOST_AUTO_TEST_CASE(a_subtest_that_failed_without_a_failing_test_is_one_itself) {
  const auto r = read("TAP version 14\n    ok 1 - adds\n    1..1\nnot ok 1 - math\n1..1\n");

  BOOST_TEST(numbers(r.report) == "2 1 1 0 0 0");
}

BOOST_AUTO_TEST_CASE(tap_that_ends_early_says_so) {
  BOOST_TEST(read("1..3\nok 1\nok 2\n").problem == "ends early at line 3: 2 of 3 tests were run");
  BOOST_TEST(read("1..2\nok 1\nok 2\n").problem == "");
  BOOST_TEST(read("ok 1\n").problem == "ends early at line 1: there is no plan (1..N)");
  const auto r = read("1..3\nok 1\nBail out! no database\n");
  BOOST_TEST(has(r.problem, "Bail out!"));
  BOOST_TEST(r.report.failures.at(0).message == "no database");
}

BOOST_AUTO_TEST_CASE(go_test_json_is_read) {
  const auto r = read(R"({"Action":"start","Package":"x/y"}
{"Action":"run","Package":"x/y","Test":"TestA"}
{"Action":"output","Package":"x/y","Test":"TestA","Output":"=== RUN   TestA\n"}
{"Action":"output","Package":"x/y","Test":"TestA","Output":"    a_test.go:12: got 1\n"}
{"Action":"fail","Package":"x/y","Test":"TestA","Elapsed":0.25}
{"Action":"run","Package":"x/y","Test":"TestB"}
{"Action":"run","Package":"x/y","Test":"TestB/one"}
{"Action":"pass","Package":"x/y","Test":"TestB/one","Elapsed":0}
{"Action":"pass","Package":"x/y","Test":"TestB","Elapsed":0}
{"Action":"run","Package":"x/y","Test":"TestC"}
{"Action":"skip","Package":"x/y","Test":"TestC","Elapsed":0}
{"Action":"fail","Package":"x/y","Elapsed":0.3}
)");

  BOOST_TEST(r.format == "go");
  BOOST_TEST(r.problem == "");
  BOOST_TEST(numbers(r.report) == "3 1 1 0 1 0");
  const auto& f = r.report.failures.at(0);
  BOOST_TEST(f.classname == "x/y");
  BOOST_TEST(f.message == "a_test.go:12: got 1");
  BOOST_TEST(f.file == "a_test.go");
  BOOST_TEST(f.line == 12U);
  BOOST_TEST(f.time_s == 0.25);
}

BOOST_AUTO_TEST_CASE(a_package_of_go_that_does_not_build_or_dies_is_an_error) {
  const auto build = read(R"({"ImportPath":"x/y [x/y.test]","Action":"build-output","Output":"a.go:3: syntax error\n"}
{"ImportPath":"x/y [x/y.test]","Action":"build-fail"}
{"Action":"start","Package":"x/y"}
{"Action":"fail","Package":"x/y","Elapsed":0,"FailedBuild":"x/y [x/y.test]"}
)");
  BOOST_TEST(numbers(build.report) == "1 0 0 1 0 0");
  BOOST_TEST(build.report.failures.at(0).message == "a.go:3: syntax error");
  const auto panic = read(R"({"Action":"run","Package":"x/y","Test":"TestA"}
{"Action":"output","Package":"x/y","Test":"TestA","Output":"panic: oh\n"}
{"Action":"fail","Package":"x/y","Elapsed":0}
)");
  BOOST_TEST(numbers(panic.report) == "1 0 0 1 0 0");
  BOOST_TEST(panic.report.failures.at(0).message == "did not finish");
}

BOOST_AUTO_TEST_CASE(go_test_json_that_ends_early_says_so) {
  const auto r = read("{\"Action\":\"run\",\"Package\":\"x/y\",\"Test\":\"TestA\"}\n");

  BOOST_TEST(r.problem == "ends early at line 1: 1 of the packages did not end");
  BOOST_TEST(numbers(r.report) == "1 0 0 1 0 0");
}

BOOST_AUTO_TEST_SUITE_END()
