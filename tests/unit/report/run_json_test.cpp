#include "base/files.hpp"
#include "report/render.hpp"
#include "unit/report/samples.hpp"

#include <rapidjson/document.h>
#include <rapidjson/schema.h>
#include <rapidjson/stringbuffer.h>
#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>

using namespace ra;

namespace {

rapidjson::Document document_of(const std::string& text) {
  rapidjson::Document document;
  document.Parse(text.c_str());
  BOOST_REQUIRE(!document.HasParseError());
  return document;
}

// "" when it is valid, else the place in the report and the keyword that does not hold.
std::string violation(const std::string& report) {
  const auto text = read_file(RA_SCHEMA, 1'000'000);
  BOOST_REQUIRE(text.has_value());
  const auto schema_text = document_of(*text);
  const rapidjson::SchemaDocument schema{schema_text};
  rapidjson::SchemaValidator validator{schema};
  const auto document = document_of(report);
  if (document.Accept(validator)) return {};
  rapidjson::StringBuffer at;
  validator.GetInvalidDocumentPointer().StringifyUriFragment(at);
  return std::string{at.GetString()} + " " + validator.GetInvalidSchemaKeyword();
}

std::string json_of(const model::Run& run) { return json::dump(report::to_json(run)); }

model::Run full_run() {
  model::Run run = test::red_run();
  run.notes = {"a note"};
  run.error = "it broke";
  run.hint = "mend it";
  run.published = {"tag 3.1.68"};
  model::JobRun approval;
  approval.id = "1";
  approval.name = "hold";
  approval.type = "approval";
  approval.status = "on_hold";
  run.sets[4].pipelines[1].workflows[0].jobs.push_back(approval);
  run.sets[4].pipelines[3].state = model::PipelineState::canceled;
  return run;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(run_json)

BOOST_AUTO_TEST_CASE(a_run_survives_being_written_and_read) {
  const model::Run run = full_run();

  const auto parsed = json::parse(json_of(run));
  const auto again = report::run_from_json(*parsed);

  BOOST_REQUIRE(again.has_value());
  BOOST_TEST(json_of(*again) == json_of(run));
  BOOST_TEST(report::markdown(*again) == report::markdown(run));
  BOOST_TEST(report::html(*again) == report::html(run));
  BOOST_TEST(!again->sets[4].pipelines[1].workflows[0].jobs[1].number.has_value());
}

BOOST_AUTO_TEST_CASE(the_names_are_those_of_the_contract) {
  const auto v = report::to_json(test::red_run());
  const auto& pipeline = v["sets"].items()[4]["pipelines"].items()[1];
  const auto& job = pipeline["workflows"].items()[0]["jobs"].items()[0];

  BOOST_TEST(v["schema"].as_string() == "release-action/run/1");
  BOOST_TEST(v["mode"].as_string() == "dry_run");
  BOOST_TEST(v["state"].as_string() == "failed");
  BOOST_TEST(v["started_at"].as_string() == "2026-01-14T10:02:00Z");
  BOOST_TEST(v["sets"].items()[4]["index"].as_int() == 4);
  BOOST_TEST(v["sets"].items()[5]["state"].as_string() == "not_started");
  BOOST_TEST(pipeline["component"].as_string() == "gravitee-repository-mongodb");
  BOOST_TEST(pipeline["number"].as_int() == 1249);
  BOOST_TEST(pipeline["workflows"].items()[0]["status"].as_string() == "failed");
  BOOST_TEST(job["number"].as_int() == 128);
  BOOST_TEST(job["failure"]["step"].as_string() == "mvn verify");
  BOOST_TEST(job["failure"]["exit_code"].as_int() == 1);
  BOOST_TEST(job["failure"]["tests_failed"].as_int() == 3);
  BOOST_TEST(job["failure"]["log_tail"].items().size() == 4U);
}

BOOST_AUTO_TEST_CASE(an_absent_job_number_is_null) {
  const auto v = report::to_json(full_run());
  const auto& job = v["sets"].items()[4]["pipelines"].items()[1]["workflows"].items()[0]["jobs"].items()[1];

  BOOST_REQUIRE(job.find("number") != nullptr);
  BOOST_TEST(job["number"].is_null());
}

BOOST_AUTO_TEST_CASE(every_started_pipeline_has_its_link_and_no_other) {
  const auto v = report::to_json(test::red_run());

  const auto& links = v["links"].items();
  BOOST_REQUIRE(links.size() == 11U);
  BOOST_TEST(links[0]["pipeline_guid"].as_string() == "b4f4eabc-d572-4fdf-916a-0000000004b0");
  BOOST_TEST(links[0]["http_link"].as_string() ==
             "https://app.circleci.com/pipelines/github/gravitee-io/gravitee-common/1200");
}

BOOST_AUTO_TEST_CASE(reports_hold_to_the_schema) {
  BOOST_TEST(violation(json_of(test::red_run())) == "");
  BOOST_TEST(violation(json_of(test::green_run())) == "");
  BOOST_TEST(violation(json_of(test::running_run())) == "");
  BOOST_TEST(violation(json_of(test::release_run())) == "");
  BOOST_TEST(violation(json_of(full_run())) == "");
  BOOST_TEST(violation(json_of(model::Run{})) == "");
}

BOOST_AUTO_TEST_CASE(the_schema_is_strict_about_names) {
  const auto changed = [](std::string text, std::string_view from, std::string_view to) {
    const auto at = text.find(from);
    BOOST_REQUIRE(at != std::string::npos);
    return text.replace(at, from.size(), to);
  };
  const std::string text = json_of(test::red_run());

  BOOST_TEST(violation(changed(text, "\"run_id\"", "\"runId\"")) != "");
  BOOST_TEST(violation(changed(text, "\"pipeline_guid\"", "\"guid\"")) != "");
  BOOST_TEST(violation(changed(text, "\"dry_run\"", "\"dry-run\"")) != "");
  BOOST_TEST(violation(changed(text, "\"number\":1200", "\"number\":\"1200\"")) != "");
  BOOST_TEST(violation(changed(text, "\"created_at\":\"2026", "\"created_at\":\"on 2026")) != "");
}

BOOST_AUTO_TEST_CASE(what_is_no_report_is_refused) {
  const auto other = report::run_from_json(*json::parse(R"({"schema":"release-action/plan/1"})"));
  const auto odd =
      report::run_from_json(*json::parse(R"({"schema":"release-action/run/1","mode":"dry_run","state":"purple"})"));

  BOOST_REQUIRE(other.has_error());
  BOOST_TEST((other.error().code == Errc::config));
  BOOST_REQUIRE(odd.has_error());
  BOOST_TEST(odd.error().message == "the report's state is `purple`, which is none of its values");
}

BOOST_AUTO_TEST_SUITE_END()
