#include "bench.hpp"

#include <boost/test/unit_test.hpp>

using ra::Errc;
using ra::forge::CheckRun;
using ra::forge::State;
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
  run.annotations.assign(annotations, annotation);
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

  BOOST_TEST((b.await(b.github()->statuses().of("aaa")).error().code == Errc::internal));
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

BOOST_AUTO_TEST_SUITE_END()
