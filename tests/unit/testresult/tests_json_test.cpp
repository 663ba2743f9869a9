#include "testresult/tests_json.hpp"

#include "base/files.hpp"
#include "unit/model/schema.hpp"
#include "unit/testresult/support.hpp"

#include <boost/test/unit_test.hpp>

using namespace ra::testresult;
using ra::testresult::test::has;
using ra::testresult::test::suite;
namespace json = ra::json;

namespace {

std::string violation(const std::string& text) {
  return ra::model::test::validate(*ra::read_file(RA_SCHEMA, 1'000'000), text);
}

Report full_report() {
  Report report =
      suite(
          R"(<testcase classname="c" name="a" file="x.py" line="3" time="0.25"><failure type="T" message="m">t</failure></testcase>
    <testcase name="f"><flakyError/></testcase><testcase name="s"><skipped/></testcase>)")
          .report;
  report.unreadable = {{"b.xml", 12, "ends early at line 12"}, {"no/*.xml", 0, "nothing"}};
  report.mismatches = {{"c.xml", "s", "tests", 3, 4}};
  report.jobs = {{"jdk 11", report.totals}, {"", {}}};
  report.delta.emplace();
  report.delta->sha = "abc";
  report.fixed = {{"c", "n", "", 1}};
  report.newly_skipped = {{"c", "n", "why", 0}};
  report.failures[0].base = State::failed;
  report.failures[0].since = "abc";
  return report;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(tests_json)

BOOST_AUTO_TEST_CASE(the_names_are_those_of_the_contract) {
  const auto v = to_json(full_report());

  BOOST_TEST(v["schema"].as_string() == "release-action/tests/1");
  BOOST_TEST(v["ok"].as_bool(true) == false);
  const auto& totals = v["totals"];
  for (const char* name : {"files", "suites", "tests", "passed", "failed", "errors", "skipped", "flaky", "time_s"}) {
    BOOST_TEST(totals[name].is_number());
  }
  BOOST_TEST(totals["tests"].as_int() == 3);
  BOOST_TEST(totals["passed"].as_int() == 1);
  BOOST_TEST(totals["flaky"].as_int() == 1);
  const auto& f = v["failures"].items().at(0);
  BOOST_TEST(f["suite"].as_string() == "s");
  BOOST_TEST(f["classname"].as_string() == "c");
  BOOST_TEST(f["name"].as_string() == "a");
  BOOST_TEST(f["kind"].as_string() == "failure");
  BOOST_TEST(f["message"].as_string() == "m");
  BOOST_TEST(f["file"].as_string() == "x.py");
  BOOST_TEST(f["line"].as_int() == 3);
  BOOST_TEST(f["time_s"].as_double() == 0.25);
  BOOST_TEST(f["flaky"].as_bool(true) == false);
  BOOST_TEST(v["failures"].items().at(1)["flaky"].as_bool() == true);
  BOOST_TEST(v["unreadable"].items().at(0)["line"].as_int() == 12);
  BOOST_TEST(v["unreadable"].items().at(1)["line"].is_null());
}

BOOST_AUTO_TEST_CASE(results_hold_to_the_schema) {
  BOOST_TEST(violation(json::dump(to_json(full_report()))) == "");
  BOOST_TEST(violation(json::dump(to_json(Report{}))) == "");
  BOOST_TEST(violation(dump_harmless(to_json(full_report()))) == "");
}

BOOST_AUTO_TEST_CASE(the_schema_is_strict_about_names) {
  const auto changed = [](std::string from, std::string to) {
    std::string text = json::dump(to_json(full_report()));
    const auto at = text.find(from);
    BOOST_REQUIRE(at != std::string::npos);
    return violation(text.replace(at, from.size(), to));
  };

  BOOST_TEST(changed("\"classname\"", "\"className\"") != "");
  BOOST_TEST(changed("\"kind\":\"failure\"", "\"kind\":\"broken\"") != "");
  BOOST_TEST(changed("\"tests\":3", "\"tests\":-3") != "");
  BOOST_TEST(changed("\"ok\":false", "\"ok\":\"no\"") != "");
}

BOOST_AUTO_TEST_CASE(hostile_names_are_escapes_and_mean_the_same) {
  auto value = json::Value::object();
  const std::string name = "<img src=x> & ##[error] \\##[x \u202e\u2066 ```|::error \x1b[31m";
  value.set("name", name);

  const std::string text = dump_harmless(value);

  for (const char* raw : {"<", ">", "&", "##[", "\u202e", "\u2066", "\x1b"}) BOOST_TEST(!has(text, raw));
  const auto again = json::parse(text);
  BOOST_REQUIRE(again.has_value());
  BOOST_TEST((*again)["name"].as_string() == name);
}

BOOST_AUTO_TEST_SUITE_END()
