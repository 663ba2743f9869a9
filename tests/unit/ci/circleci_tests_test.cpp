#include "ci/circleci_tests.hpp"

#include "circleci_support.hpp"

#include <fmt/format.h>

namespace ci = ra::ci;
using ra::Errc;
using ra::ci::circleci::parse_tests_place;
using ra::test::await;
using ra::test::Circleci;
using ra::test::page;

namespace {

// Writes down what it is told.
struct Told : ci::TestVisitor {
  void job(const ci::TestedJob& job) override {
    lines.push_back(fmt::format("{}|{}|{}", job.name, job.source, job.failed ? "failed" : "fine"));
  }
  void test(const ci::KeptTest& test) override {
    lines.push_back(fmt::format("{}.{} {} {} {} {}", test.classname, test.name, static_cast<int>(test.outcome),
                                test.time_s, test.file, test.message));
  }
  std::vector<std::string> lines;
};

std::string item(const std::string& name, const std::string& result) {
  return fmt::format(
      R"({{"classname":"a.B","name":"{}","result":"{}","run_time":0.5,"file":"B.java","message":"why","source":"junit"}})",
      name, result);
}

const std::string workflow_id = "5034460f-c7c4-4c43-9457-de07e2029e7b";

}  // namespace

BOOST_AUTO_TEST_SUITE(circleci_tests)

BOOST_AUTO_TEST_CASE(a_place_is_what_people_have_at_hand) {
  const std::string page = "https://app.circleci.com/pipelines/github/acme/shop/12/workflows/" + workflow_id;
  for (const std::string& where : {workflow_id, page, page + "/", page + "?foo=1"}) {
    const auto place = parse_tests_place(where);
    BOOST_REQUIRE_MESSAGE(place.has_value(), where);
    BOOST_TEST(place->workflow == workflow_id);
    BOOST_TEST(place->number == 0);
  }
  for (const std::string& where :
       {std::string{"gh/acme/shop/126"}, std::string{"https://circleci.com/gh/acme/shop/126"}, page + "/jobs/126",
        page + "/jobs/126/tests"}) {
    const auto place = parse_tests_place(where);
    BOOST_REQUIRE_MESSAGE(place.has_value(), where);
    BOOST_TEST(place->workflow.empty());
    BOOST_TEST(place->project.path().ends_with("/acme/shop"));
    BOOST_TEST(place->number == 126);
  }
}

BOOST_AUTO_TEST_CASE(another_text_is_no_place) {
  for (const std::string where : {"", "126", "gh/acme/shop", "gh/acme/shop/x", "gh/acme/shop/0", "gh/../shop/1",
                                  "no where", "https://app.circleci.com/pipelines/github/acme/shop/12", "5034460f"}) {
    const auto place = parse_tests_place(where);
    BOOST_REQUIRE_MESSAGE(!place.has_value(), where);
    BOOST_CHECK(place.error().code == Errc::usage);
    BOOST_TEST(!place.error().hint.empty());
  }
}

BOOST_AUTO_TEST_CASE(all_pages_of_a_jobs_tests_are_told) {
  Circleci circleci;
  circleci.get("/126/tests", 200, page({item("one", "success"), item("two", "failure")}, "n"));
  circleci.get("/tests?page-token=n", 200, page({item("three", "skipped"), item("four", "strange")}));
  Told told;
  const auto read = await(circleci.provider->read_tests("gh/acme/shop/126", told));
  BOOST_REQUIRE(read.has_value());
  const std::vector<std::string> expected{"|job 126 of gh/acme/shop|fine", "a.B.one 0 0.5 B.java why",
                                          "a.B.two 1 0.5 B.java why", "a.B.three 2 0.5 B.java why",
                                          "a.B.four 1 0.5 B.java why"};
  BOOST_TEST(told.lines == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(of_a_workflow_the_jobs_that_have_ended_are_told) {
  Circleci circleci;
  circleci.get("/workflow/" + workflow_id + "/job", 200, R"({"next_page_token":null,"items":[
        {"name":"jdk 11","job_number":1,"status":"success","project_slug":"gh/acme/shop","stopped_at":"2026-01-01T00:00:00Z"},
        {"name":"jdk 17","job_number":2,"status":"failed","project_slug":"gh/acme/shop","stopped_at":"2026-01-01T00:00:00Z"},
        {"name":"hold","status":"on_hold","project_slug":"gh/acme/shop","type":"approval"},
        {"name":"report","job_number":3,"status":"running","project_slug":"gh/acme/shop","stopped_at":null}]})");
  circleci.get("/1/tests", 200, page({}));
  circleci.get("/2/tests", 200, page({item("two", "failure")}));
  Told told;
  const auto read = await(circleci.provider->read_tests(workflow_id, told));
  BOOST_REQUIRE(read.has_value());
  const std::vector<std::string> expected{"jdk 11|job 1 of gh/acme/shop|fine", "jdk 17|job 2 of gh/acme/shop|failed",
                                          "a.B.two 1 0.5 B.java why"};
  BOOST_TEST(told.lines == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(passed_is_another_word_for_success) {
  Circleci circleci;
  circleci.get("/126/tests", 200, page({item("one", "passed")}));
  Told told;
  BOOST_REQUIRE(await(circleci.provider->read_tests("gh/acme/shop/126", told)).has_value());
  BOOST_TEST(told.lines.at(1) == "a.B.one 0 0.5 B.java why");
}

BOOST_AUTO_TEST_CASE(of_a_workflow_nothing_is_left_out_unsaid) {
  Circleci circleci;
  circleci.get("/workflow/" + workflow_id + "/job", 200, R"({"next_page_token":null,"items":[
        {"name":"jdk 11","job_number":1,"status":"success","project_slug":"gh/acme/shop","stopped_at":"2026-01-01T00:00:00Z"}]})");
  circleci.get("/1/tests", 401, R"({"message":"no"})");
  Told told;
  BOOST_TEST((await(circleci.provider->read_tests(workflow_id, told)).error().code == Errc::unauthorized));

  Circleci another;
  another.get("/workflow/" + workflow_id + "/job", 404, R"({"message":"no"})");
  BOOST_TEST((await(another.provider->read_tests(workflow_id, told)).error().code == Errc::not_found));
}

BOOST_AUTO_TEST_CASE(a_job_that_is_not_there_is_said) {
  Circleci circleci;
  circleci.get("/tests", 404, R"({"message":"Job not found"})");
  Told told;
  const auto read = await(circleci.provider->read_tests("gh/acme/shop/126", told));
  BOOST_REQUIRE(!read.has_value());
  BOOST_CHECK(read.error().code == Errc::not_found);
  BOOST_TEST(read.error().message.find("tests of job 126 of gh/acme/shop") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
