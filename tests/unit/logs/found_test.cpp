#include "logs/search.hpp"

#include <boost/test/unit_test.hpp>

namespace logs = ra::logs;
namespace json = ra::json;

namespace {

json::Value record(const char* kind, const char* guid, int attempt, const char* state) {
  auto value = json::Value::object();
  value.set("kind", kind).set("product", "p").set("version", "3.1.0").set("mode", "dry_run").set("run_id", "r");
  value.set("component", "a").set("pipeline_guid", guid).set("attempt", attempt).set("state", state);
  value.set("started_at", "2026-01-02T03:04:05Z").set("workflow", "w").set("job", "build").set("status", state);
  return value;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(found)

BOOST_AUTO_TEST_CASE(of_several_reports_the_newest_counts_in_whatever_order_they_come) {
  for (const bool turned : {false, true}) {
    logs::FoundExecutions found{logs::Question{}};
    for (const int attempt : turned ? std::vector<int>{2, 1} : std::vector<int>{1, 2}) {
      found.add(record("job", "g", attempt, attempt == 2 ? "success" : "running"));
      auto pipeline = record("pipeline", "g", attempt, attempt == 2 ? "passed" : "running");
      if (attempt == 2) pipeline.set("started_at", "");
      found.add(pipeline);
    }
    const auto list = std::move(found).executions();
    BOOST_TEST_REQUIRE(list.size() == 1U);
    BOOST_TEST(list[0].state == "passed");
    BOOST_TEST(list[0].created_at == "2026-01-02T03:04:05Z");  // which the newest does not know any more
    BOOST_TEST_REQUIRE(list[0].jobs.size() == 1U);
    BOOST_TEST(list[0].jobs[0].status == "success");
  }
}

BOOST_AUTO_TEST_CASE(what_does_not_fit_exactly_is_left_out_and_so_is_a_job_alone) {
  logs::FoundExecutions found{
      logs::Question{.product = "p", .edition = {}, .version = "3.1.0", .mode = {}, .component = {}}};
  auto other = record("pipeline", "g", 1, "passed");
  other.set("product", "p-ee");
  found.add(other);
  found.add(record("job", "h", 1, "success"));
  found.add(record("log", "i", 1, ""));
  found.add(record("pipeline", "", 1, "pending"));
  found.add(json::Value{"no object"});
  BOOST_TEST(std::move(found).executions().empty());
}

BOOST_AUTO_TEST_CASE(the_api_of_logzio_is_that_of_the_region_of_its_listener) {
  BOOST_TEST(logs::logzio_api_of("https://listener.logz.io:8071") == "https://api.logz.io");
  BOOST_TEST(logs::logzio_api_of("https://listener-eu.logz.io:8071/") == "https://api-eu.logz.io");
  for (const auto* other : {"https://listener.example:8071", "https://logz.io", "https://listener.evil.example.logz.io",
                            "https://listenereu.logz.io", "https://listener-a.b.logz.io", "no address", ""})
    BOOST_TEST(logs::logzio_api_of(other) == "", other);
}

BOOST_AUTO_TEST_CASE(a_question_is_a_filter_of_what_is_asked_alone) {
  const std::string all = json::dump(logs::search_query({}));
  const std::string one = json::dump(logs::search_query(
      {.product = "a\"b", .edition = "ee", .version = "3.1.0", .mode = "release", .component = "c"}));
  BOOST_TEST(all.find("product") == std::string::npos);
  BOOST_TEST(one.find(R"({"match_phrase":{"product":"a\"b"}})") != std::string::npos);
  for (const auto* part :
       {R"({"edition":"ee"})", R"({"version":"3.1.0"})", R"({"mode":"release"})", R"({"component":"c"})"})
    BOOST_TEST(one.find(part) != std::string::npos, part);
}

BOOST_AUTO_TEST_SUITE_END()
