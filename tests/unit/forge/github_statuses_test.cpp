#include "bench.hpp"

#include <boost/test/unit_test.hpp>

using ra::Errc;
using ra::forge::CheckRun;
using ra::forge::State;
using ra::test::code_of;
using ra::test::ForgeBench;
using ra::test::json_answer;

namespace {

CheckRun run_with(std::size_t annotations) {
  CheckRun run;
  run.name = "tests";
  run.sha = "aaa";
  run.conclusion = "failure";
  run.title = "2 failed";
  run.summary = "s";
  ra::forge::Annotation annotation;
  annotation.path = "A.java";
  annotation.message = "m";
  for (std::size_t i = 0; i < annotations; ++i) {
    annotation.first_line = static_cast<std::int64_t>(i) + 1;
    annotation.last_line = annotation.first_line + 1000;
    run.annotations.push_back(annotation);
  }
  return run;
}

std::size_t annotations_in(const ra::http::Request& request) {
  return ra::json::parse(request.body).value()["output"]["annotations"].items().size();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(github_statuses)

BOOST_AUTO_TEST_CASE(the_newest_of_each_context_counts_and_contexts_compare_without_case) {
  ForgeBench b;
  b.get("/commits/aaa/statuses", json_answer(200, R"([{"context": "CI", "state": "success", "description": null},
      {"context": "ci", "state": "failure"}, {"context": "x", "state": "pending", "target_url": "u"}])"));

  const auto statuses = b.await(b.github()->statuses().of("aaa")).value();

  BOOST_TEST_REQUIRE(statuses.size() == 2U);
  BOOST_TEST((statuses[0].state == State::success));
  BOOST_TEST(statuses[1].link == "u");
}

BOOST_AUTO_TEST_CASE(a_state_that_nobody_knows_is_an_error) {
  ForgeBench b;
  b.get("/statuses", json_answer(200, R"([{"context": "CI", "state": "splendid"}])"));

  BOOST_TEST((code_of(b.await(b.github()->statuses().of("aaa"))) == Errc::internal));
}

BOOST_AUTO_TEST_CASE(the_newest_check_run_of_each_name_counts) {
  ForgeBench b;
  b.get("/commits/aaa/check-runs", json_answer(200, R"({"total_count": 4, "check_runs": [
      {"id": 7, "name": "build", "status": "completed", "conclusion": "success", "html_url": "u7"},
      {"id": 9, "name": "build", "status": "completed", "conclusion": "failure", "html_url": "u9"},
      {"id": 8, "name": "build", "status": "completed", "conclusion": "success", "html_url": "u8"},
      {"id": 5, "name": "lint", "status": "in_progress", "conclusion": null, "html_url": null}]})"));

  const auto runs = b.await(b.github()->statuses().checks_of("aaa")).value();

  BOOST_TEST_REQUIRE(runs.size() == 2U);
  BOOST_TEST(runs[0].conclusion == "failure");
  BOOST_TEST(runs[0].link == "u9");
  BOOST_TEST(runs[1].conclusion == "");
}

BOOST_AUTO_TEST_CASE(a_check_run_that_ended_without_a_conclusion_is_an_error) {
  for (const char* run : {R"({"id": 7, "name": "a", "status": "completed", "conclusion": null})",
                          R"({"id": 7, "status": "queued"})", R"({"name": "a", "status": "queued"})"}) {
    ForgeBench b;
    b.get("/check-runs", json_answer(200, std::string{R"({"check_runs": [)"} + run + "]}"));

    BOOST_TEST((code_of(b.await(b.github()->statuses().checks_of("aaa"))) == Errc::internal), run);
  }
}

BOOST_AUTO_TEST_CASE(a_request_carries_fifty_annotations_and_further_ones_are_appended) {
  struct Case {
    std::size_t annotations;
    std::vector<std::size_t> batches;
  };
  for (const Case& c : {Case{49, {49}}, Case{50, {50}}, Case{51, {50, 1}}, Case{101, {50, 50, 1}}}) {
    ForgeBench b;
    b.post("/check-runs", json_answer(201, R"({"id": 7})"));
    for (std::size_t i = 1; i < c.batches.size(); ++i) b.patch("/check-runs/7", json_answer(200, R"({"id": 7})"));

    BOOST_TEST(b.await(b.github()->statuses().create_check(run_with(c.annotations))).value() == 7);

    std::vector<std::size_t> sent;
    for (const auto& request : b.client.requests()) sent.push_back(annotations_in(request));
    BOOST_TEST(sent == c.batches, boost::test_tools::per_element());
    std::int64_t line = 0;
    for (const auto& request : b.client.requests()) {
      const auto body = ra::json::parse(request.body).value();
      for (const auto& one : body["output"]["annotations"].items()) {
        BOOST_TEST(one["start_line"].as_int() == ++line);
        BOOST_TEST(one["end_line"].as_int() == line + 1000);
      }
    }
    BOOST_TEST(b.client.done());
  }
}

BOOST_AUTO_TEST_CASE(a_run_without_a_conclusion_goes_on_and_one_with_it_is_completed) {
  ForgeBench b;
  b.post("/check-runs", json_answer(201, R"({"id": 7})"));
  b.patch("/check-runs/7", json_answer(200, R"({"id": 7})"));
  const auto github = b.github();
  auto run = run_with(0);
  run.conclusion.clear();

  BOOST_TEST(b.await(github->statuses().create_check(run)).has_value());
  BOOST_TEST(b.last_body().find(R"("status":"in_progress")") != std::string::npos);
  BOOST_TEST(b.await(github->statuses().update_check(7, run_with(0))).has_value());
  BOOST_TEST(b.last_body().find(R"("status":"completed","conclusion":"failure")") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_summary_is_as_long_as_github_takes_it) {
  for (const std::size_t bytes : {65'534U, 65'535U, 65'536U}) {
    ForgeBench b;
    b.post("/check-runs", json_answer(201, R"({"id": 7})"));
    auto run = run_with(0);
    run.summary = std::string(bytes, 'x');

    BOOST_TEST(b.await(b.github()->statuses().create_check(run)).has_value() == (bytes <= 65'535U));
  }
}

BOOST_AUTO_TEST_CASE(a_status_has_a_link_when_there_is_one) {
  ForgeBench b;
  const auto github = b.github();
  ra::forge::Status status;
  status.context = "x";
  for (const std::string link : {"", "https://ci.example/1"}) {
    b.post("/statuses/aaa", json_answer(201, "{}"));
    status.link = link;
    BOOST_TEST(b.await(github->statuses().set("aaa", status)).has_value());
    BOOST_TEST((b.last_body().find("target_url") != std::string::npos) == !link.empty());
  }
  BOOST_TEST(ra::json::parse(b.last_body()).value()["target_url"].as_string() == "https://ci.example/1");
}

BOOST_AUTO_TEST_CASE(each_state_is_read) {
  ForgeBench b;
  b.get("/statuses", json_answer(200, R"([{"context": "a", "state": "error"}, {"context": "b", "state": "failure"}])"));

  const auto statuses = b.await(b.github()->statuses().of("aaa")).value();
  BOOST_TEST((statuses.at(0).state == State::error));
  BOOST_TEST((statuses.at(1).state == State::failure));
}

BOOST_AUTO_TEST_CASE(titles_have_255_characters_at_most) {
  for (const std::size_t length : {254U, 255U, 256U}) {
    ForgeBench b;
    b.post("/check-runs", json_answer(201, R"({"id": 7})"));
    auto run = run_with(1);
    run.title = std::string(length, 'x');
    run.annotations[0].title = run.title;

    BOOST_TEST(b.await(b.github()->statuses().create_check(run)).has_value());

    const auto output = ra::json::parse(b.last_body()).value()["output"];
    for (const auto& title : {output["title"].as_string(), output["annotations"].items().at(0)["title"].as_string()}) {
      std::size_t characters = 0;
      for (const char c : title) characters += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
      BOOST_TEST(characters == std::min<std::size_t>(length, 255));
    }
  }
}

BOOST_AUTO_TEST_CASE(an_annotation_has_its_level_and_a_run_its_link) {
  ForgeBench b;
  b.post("/check-runs", json_answer(201, R"({"id": 7})"));
  auto run = run_with(3);
  run.link = "https://ci.example/1";
  run.annotations[0].level = ra::forge::Level::notice;
  run.annotations[1].level = ra::forge::Level::warning;

  BOOST_TEST(b.await(b.github()->statuses().create_check(run)).has_value());

  const auto body = ra::json::parse(b.last_body()).value();
  BOOST_TEST(body["details_url"].as_string() == "https://ci.example/1");
  const auto& sent = body["output"]["annotations"].items();
  BOOST_TEST(sent.at(0)["annotation_level"].as_string() == "notice");
  BOOST_TEST(sent.at(1)["annotation_level"].as_string() == "warning");
  BOOST_TEST(sent.at(2)["annotation_level"].as_string() == "failure");
}

BOOST_AUTO_TEST_CASE(an_answer_that_is_no_check_run_is_an_error) {
  ForgeBench b;
  b.post("/check-runs", json_answer(201, "{}"));

  BOOST_TEST((code_of(b.await(b.github()->statuses().create_check(run_with(51)))) == Errc::internal));
  BOOST_TEST(b.client.requests().size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
