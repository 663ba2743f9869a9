#include "testresult/excerpt.hpp"
#include "testresult/values.hpp"
#include "unit/testresult/support.hpp"

#include <boost/test/unit_test.hpp>

using namespace ra::testresult;
using ra::testresult::test::has;
using ra::testresult::test::numbers;
using ra::testresult::test::suite;

namespace {

std::string failing(std::size_t n, const std::string& text = "x") {
  std::string cases;
  for (std::size_t i = 0; i < n; ++i) {
    cases += "<testcase name='t" + std::to_string(i) + "'><failure>" + text + "</failure></testcase>";
  }
  return cases;
}

std::string rows(std::size_t n) {
  std::string text;
  for (std::size_t i = 0; i < n; ++i) text += "line " + std::to_string(i) + "\n";
  return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(collector)

BOOST_AUTO_TEST_CASE(a_thousand_failures_are_kept_in_full_and_more_are_counted) {
  for (const std::size_t n : {999U, 1000U, 1001U}) {
    const auto r = suite(failing(n));

    BOOST_TEST(r.report.totals.failed == n);
    BOOST_TEST(r.report.failures.size() == std::min<std::size_t>(n, 1000));
    BOOST_TEST(r.report.not_listed == (n > 1000 ? 1U : 0U));
  }
}

BOOST_AUTO_TEST_CASE(a_trace_keeps_64_lines_its_start_and_its_end) {
  for (const std::size_t n : {63U, 64U, 65U, 1000U}) {
    const auto r = suite(failing(1, rows(n)));
    const std::string& trace = r.report.failures.at(0).trace;

    BOOST_TEST(static_cast<std::size_t>(std::ranges::count(trace, '\n')) + 1 == (n > 64 ? 65U : n));
    BOOST_TEST(has(trace, "line 0\n"));
    BOOST_TEST(has(trace, "line " + std::to_string(n - 1)));
    BOOST_TEST(has(trace, "lines left out") == (n > 64));
  }
}

BOOST_AUTO_TEST_CASE(all_text_together_is_bounded) {
  std::string wide;
  for (int i = 0; i < 60; ++i) wide += std::string(990, 'x') + "\n";

  const auto r = suite(failing(500, wide));

  std::size_t text = 0;
  for (const auto& failure : r.report.failures) text += failure.text_size();
  BOOST_TEST(r.report.failures.size() == 500U);
  BOOST_TEST(text < most_text + std::size_t{500} * 300 + 100'000);
}

BOOST_AUTO_TEST_CASE(what_strangers_wrote_is_cleaned) {
  const auto r = suite(
      "<testcase name='a\u202eb' classname='c\td'><failure message='x\u2066'>\u009b31m\n  "
      "y\u200b</failure></testcase>");

  const auto& f = r.report.failures.at(0);
  BOOST_TEST(f.name == "ab");
  BOOST_TEST(f.classname == "c d");
  BOOST_TEST(f.message == "x");
  BOOST_TEST(has(f.trace, "31m\n  y"));
}

BOOST_AUTO_TEST_CASE(reruns_are_known_within_a_suite_however_many_tests_it_has) {
  std::string cases;
  for (std::size_t i = 0; i < 20'000; ++i) cases += "<testcase name='p" + std::to_string(i) + "'/>";

  const auto r = suite("<testcase name='a'><failure/></testcase>" + cases + "<testcase name='a'/>" + cases);

  BOOST_TEST(numbers(r.report) == "20001 20001 0 0 0 1");
}

BOOST_AUTO_TEST_CASE(the_memory_for_reruns_is_bounded_and_holds_the_last_ones) {
  Recent recent;
  const auto key = [](std::uint64_t i) { return hash(1, std::to_string(i)); };
  for (std::uint64_t i = 0; i < Recent::generation * 3; ++i) recent.set(key(i), 1);

  BOOST_TEST(recent.find(key(0)) == 0);
  for (std::uint64_t i = Recent::generation * 2; i < Recent::generation * 3; ++i)
    BOOST_REQUIRE(recent.find(key(i)) == 1);
  recent.clear();
  BOOST_TEST(recent.find(key(Recent::generation * 3 - 1)) == 0);
}

BOOST_AUTO_TEST_CASE(the_slowest_are_named) {
  std::string cases;
  for (int i = 0; i < 50; ++i)
    cases += "<testcase name='t" + std::to_string(i) + "' time='" + std::to_string((i * 7) % 50) + "'/>";

  const auto r = suite(cases);

  BOOST_REQUIRE(r.report.slowest.size() == most_slowest);
  BOOST_TEST(r.report.slowest[0].time_s == 49);
  BOOST_TEST(r.report.slowest[9].time_s == 40);
}

BOOST_AUTO_TEST_CASE(seconds_are_read_as_tools_write_them) {
  BOOST_TEST(seconds("0.12") == 0.12);
  BOOST_TEST(seconds("1,234.5") == 1234.5);
  BOOST_TEST(seconds("1,234") == 1234.0);
  BOOST_TEST(seconds("1,234,567.25") == 1234567.25);
  BOOST_TEST(seconds("0,123") == 0.123);
  BOOST_TEST(seconds("1,5") == 1.5);
  BOOST_TEST(seconds("1.4e-05") == 1.4e-05);
  for (const char* text : {"", "NaN", "inf", "-1", "x", "<<computed>>"}) BOOST_TEST(seconds(text) == 0.0);
  BOOST_TEST(clock_seconds("01:02:03.5") == 3723.5);
}

BOOST_AUTO_TEST_SUITE_END()
