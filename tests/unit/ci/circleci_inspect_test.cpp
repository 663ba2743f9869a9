#include "circleci_support.hpp"

#include "base/json.hpp"

using namespace ra::test;
using ra::Errc;
using ra::model::WorkflowRun;

namespace {

using Runs = std::vector<WorkflowRun>;

ra::Result<Runs> inspect(Circleci& ci, const ra::ci::Job& job = gateway(),
                         const ra::ci::PipelineRef& ref = pipeline("p", 126)) {
  return await(ci.provider->inspect(job, ref));
}

std::string list(const std::string& items) { return R"({"items":[)" + items + R"(],"next_page_token":null})"; }

std::string workflow(const std::string& id, const std::string& name, const std::string& status, int minute) {
  const std::string at = "2026-01-14T12:" + std::to_string(10 + minute) + ":00Z";
  return R"({"id":")" + id + R"(","name":")" + name + R"(","status":")" + status + R"(","created_at":")" + at +
         R"(","stopped_at":null})";
}

std::string job(int number, const std::string& status, const std::string& name = "build") {
  return R"({"id":"j)" + std::to_string(number) + R"(","name":")" + name + R"(","job_number":)" +
         std::to_string(number) + R"(,"status":")" + status +
         R"(","type":"build","started_at":"2026-01-14T12:00:00Z","stopped_at":"2026-01-14T12:01:00Z"})";
}

// A job in API v1.1 whose second step failed.
std::string v1_job(const std::string& url = "https://outputs.example/1?signature=x") {
  return R"({"steps":[{"name":"Checkout code","actions":[{"name":"Checkout code","status":"success","exit_code":null}]},)"
         R"({"name":"mvn verify","actions":[{"name":"mvn verify","status":"failed","failed":true,"exit_code":1,"has_output":true,)"
         R"("output_url":")" +
         url + R"("}]},{"name":"Upload","actions":[{"name":"Upload","status":"failed","exit_code":2}]}]})";
}

std::string output(const std::string& text) {
  return R"([{"message":)" + ra::json::quoted(text) + R"(,"type":"out","time":"2026-01-14T12:00:30Z"}])";
}

// One workflow with one failed job, number 127, and no test results.
void one_failed_job(Circleci& ci, const std::string& tests = "") {
  ci.get("/api/v2/pipeline/p/workflow", 200, list(workflow("w", "build", "failed", 0)));
  ci.get("/api/v2/workflow/w/job", 200, list(job(127, "failed")));
  ci.get("/api/v2/project/gh/gravitee-io/gravitee-gateway/127/tests", 200, list(tests));
}

// Why that job failed, when its step wrote `text`.
ra::model::Failure failure_with_output(const std::string& text) {
  Circleci ci;
  one_failed_job(ci);
  ci.get("/api/v1.1/project/github/gravitee-io/gravitee-gateway/127", 200, v1_job());
  ci.get("https://outputs.example/1?signature=x", 200, output(text));
  auto runs = inspect(ci);
  BOOST_REQUIRE(runs.has_value());
  BOOST_REQUIRE(ci.client.done());
  return runs->at(0).jobs.at(0).failure.value();
}

std::string numbered_lines(int count) {
  std::string text;
  for (int i = 1; i <= count; ++i) text += "line " + std::to_string(i) + "\n";
  return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(circleci_inspect)

BOOST_AUTO_TEST_SUITE(jobs)

BOOST_AUTO_TEST_CASE(seed_001_is_read_down_to_its_jobs) {
  Circleci ci;
  ci.get("/api/v2/pipeline/b4f4/workflow", 200, circleci_fixture("seed001__pipeline-workflow-list_two-workflows.json"));
  ci.get("/api/v2/workflow/75e83261-5b3c-4bc0-ad11-514bb01f634c/job", 200,
         circleci_fixture("seed001__workflow-job-list_failed.json"));
  ci.get("/api/v2/project/gh/gravitee-lab/GraviteeCiCdOrchestrator/127/tests", 200, list(""));
  ci.get("/api/v1.1/project/github/gravitee-lab/GraviteeCiCdOrchestrator/127", 404, R"({"message":"Build not found"})");
  ci.get("/api/v2/workflow/cd7b408f-48d4-4ba7-8a0a-644d82267434/job", 200,
         circleci_fixture("seed001__workflow-job-list_success.json"));

  const auto runs = inspect(ci, gateway("gh/gravitee-lab/GraviteeCiCdOrchestrator"), pipeline("b4f4", 126));

  BOOST_REQUIRE(runs.has_value());
  BOOST_TEST(ci.client.done());
  BOOST_REQUIRE(runs->size() == 2U);
  BOOST_TEST((*runs)[0].name == "docker_build_and_push");
  BOOST_TEST((*runs)[0].status == "failed");
  BOOST_TEST((*runs)[0].stopped_at == "2020-09-12T17:48:26Z");
  const auto& failed = (*runs)[0].jobs.at(0);
  BOOST_TEST(failed.id == "fc2332c9-ce54-405b-8b4f-d5af38210627");
  BOOST_TEST(failed.name == "build");
  BOOST_TEST(failed.number.value() == 127);
  BOOST_TEST(failed.type == "build");
  BOOST_TEST(failed.started_at == "2020-09-12T17:47:25Z");
  BOOST_TEST(failed.stopped_at == "2020-09-12T17:48:26Z");
  BOOST_TEST(failed.http_link ==
             "https://app.circleci.com/pipelines/github/gravitee-lab/GraviteeCiCdOrchestrator/126/workflows/"
             "75e83261-5b3c-4bc0-ad11-514bb01f634c/jobs/127");
  BOOST_TEST(failed.failure.has_value());
  BOOST_TEST(!(*runs)[1].jobs.at(0).failure.has_value());
}

BOOST_AUTO_TEST_CASE(every_workflow_is_kept_and_the_newest_is_last) {
  Circleci ci;
  ci.get("/pipeline/p/workflow", 200,
         list(workflow("w3", "build", "success", 9) + "," + workflow("w1", "build", "failed", 0) + "," +
              workflow("w2", "docs", "success", 1)));
  for (const char* id : {"w1", "w2", "w3"}) ci.get(std::string{"/workflow/"} + id + "/job", 200, list(""));

  const auto runs = inspect(ci);

  BOOST_REQUIRE(runs.has_value());
  BOOST_REQUIRE(runs->size() == 3U);
  BOOST_TEST((*runs)[0].id == "w1");
  BOOST_TEST((*runs)[0].status == "failed");
  BOOST_TEST((*runs)[1].id == "w2");
  BOOST_TEST((*runs)[2].id == "w3");
}

BOOST_AUTO_TEST_CASE(an_approval_has_no_number_and_no_link) {
  Circleci ci;
  ci.get("/pipeline/p/workflow", 200, list(workflow("w", "build", "on_hold", 0)));
  ci.get("/workflow/w/job", 200,
         list(R"({"id":"a","name":"hold","status":"on_hold","type":"approval","started_at":null,"job_number":null},)"
              R"({"id":"b","name":"later","status":"blocked","type":"build"})"));

  const auto runs = inspect(ci);

  BOOST_REQUIRE(runs.has_value());
  for (const auto& j : (*runs)[0].jobs) BOOST_TEST_CONTEXT(j.name) {
      BOOST_TEST(!j.number.has_value());
      BOOST_TEST(j.http_link.empty());
      BOOST_TEST(j.started_at.empty());
    }
}

BOOST_AUTO_TEST_CASE(jobs_are_read_from_all_pages) {
  Circleci ci;
  ci.get("/pipeline/p/workflow", 200, list(workflow("w", "build", "running", 0)));
  ci.get("/workflow/w/job", 200, R"({"items":[)" + job(1, "success") + R"(],"next_page_token":"n"})");
  ci.get("/workflow/w/job?page-token=n", 200, list(job(2, "running")));

  BOOST_TEST(inspect(ci)->at(0).jobs.size() == 2U);
}

BOOST_AUTO_TEST_CASE(only_failed_jobs_have_their_details_read) {
  Circleci ci;
  ci.get("/pipeline/p/workflow", 200, list(workflow("w", "build", "failed", 0)));
  ci.get("/workflow/w/job", 200,
         list(job(1, "success") + "," + job(2, "canceled") + "," + job(3, "running") + "," + job(4, "unauthorized") +
              "," + job(5, "not_run") + "," + job(6, "retried")));

  const auto runs = inspect(ci);

  BOOST_REQUIRE(runs.has_value());
  BOOST_TEST(ci.client.done());
  for (const auto& j : (*runs)[0].jobs) BOOST_TEST(!j.failure.has_value());
}

BOOST_AUTO_TEST_CASE(every_kind_of_failed_job_says_at_least_what_kind_it_is) {
  const auto message = [](const std::string& status) {
    Circleci ci;
    ci.get("/pipeline/p/workflow", 200, list(workflow("w", "build", "failed", 0)));
    ci.get("/workflow/w/job", 200, list(job(1, status)));
    ci.get("/1/tests", 404, "");
    ci.get("/api/v1.1/", 404, "");
    return inspect(ci)->at(0).jobs.at(0).failure.value().message;
  };

  BOOST_TEST(message("timedout") == "ran out of time");
  BOOST_TEST(message("infrastructure_fail") == "the CI's own machines failed");
  BOOST_TEST(message("terminated-unknown") == "ended, and the CI does not know why");
  BOOST_TEST(message("failed") == "");
}

BOOST_AUTO_TEST_CASE(a_job_seen_again_in_a_rerun_is_read_once) {
  Circleci ci;
  ci.get("/pipeline/p/workflow", 200,
         list(workflow("w1", "build", "failed", 0) + "," + workflow("w2", "build", "failed", 5)));
  ci.get("/workflow/w1/job", 200, list(job(7, "failed")));
  ci.get("/7/tests", 200, list(R"({"result":"failure","name":"t","classname":"C","message":"boom"})"));
  ci.get("/api/v1.1/", 404, "");
  ci.get("/workflow/w2/job", 200, list(job(7, "failed")));

  const auto runs = inspect(ci);

  BOOST_TEST(ci.client.done());
  BOOST_TEST((*runs)[1].jobs.at(0).failure.value().message == "boom");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(what_cannot_be_read)

BOOST_AUTO_TEST_CASE(a_pipeline_that_cannot_be_read_is_an_error) {
  Circleci ci;
  ci.get("/pipeline/p/workflow", 404, R"({"message":"Pipeline not found"})");

  BOOST_TEST(inspect(ci).error().code == Errc::not_found);
}

BOOST_AUTO_TEST_CASE(jobs_tests_and_steps_are_left_out) {
  Circleci ci;
  ci.get("/pipeline/p/workflow", 200,
         list(workflow("w1", "build", "failed", 0) + "," + workflow("w2", "docs", "failed", 1)));
  ci.get("/workflow/w1/job", 500, "");
  ci.get("/workflow/w2/job", 200, list(job(7, "failed")));
  ci.client.expect(ra::http::Method::get, "/7/tests", ra::error(Errc::transient, "connection reset"));
  ci.get("/api/v1.1/", 200, R"({"steps":null})");

  const auto runs = inspect(ci);

  BOOST_REQUIRE(runs.has_value());
  BOOST_TEST((*runs)[0].jobs.empty());
  BOOST_TEST((*runs)[1].jobs.at(0).failure.value().step.empty());
  BOOST_TEST(ci.client.done());
}

BOOST_AUTO_TEST_CASE(an_output_that_cannot_be_read_leaves_a_note_and_never_its_address) {
  Circleci ci;
  one_failed_job(ci);
  ci.get("/api/v1.1/", 200, v1_job());
  ci.client.expect(ra::http::Method::get, "outputs.example",
                   ra::error(Errc::transient, "the answer is larger than 8388608 bytes"));

  const auto failure = inspect(ci)->at(0).jobs.at(0).failure.value();

  BOOST_TEST(failure.step == "mvn verify");
  BOOST_TEST(failure.exit_code.value() == 1);
  BOOST_REQUIRE(failure.log_tail.size() == 1U);
  BOOST_TEST(contains(failure.log_tail[0], "larger than 8 MiB"));
  BOOST_TEST(!contains(failure.log_tail[0], "signature"));
}

BOOST_AUTO_TEST_CASE(an_expired_output_leaves_a_note) {
  Circleci ci;
  one_failed_job(ci);
  ci.get("/api/v1.1/", 200, v1_job());
  ci.get("outputs.example", 403, "<Error>AccessDenied</Error>");

  BOOST_TEST(inspect(ci)->at(0).jobs.at(0).failure.value().log_tail.size() == 1U);
}

BOOST_AUTO_TEST_CASE(an_output_that_is_no_list_of_messages_leaves_a_note) {
  Circleci ci;
  one_failed_job(ci);
  ci.get("/api/v1.1/", 200, v1_job());
  ci.get("outputs.example", 200, R"({"message":"?"})");

  BOOST_TEST(inspect(ci)->at(0).jobs.at(0).failure.value().log_tail.size() == 1U);
}

BOOST_AUTO_TEST_CASE(projects_that_v1_does_not_know_are_not_asked_for_steps) {
  Circleci ci;
  ci.get("/pipeline/p/workflow", 200, list(workflow("w", "build", "failed", 0)));
  ci.get("/workflow/w/job", 200, list(job(7, "failed")));
  ci.get("/api/v2/project/circleci/org/project/7/tests", 200, list(""));

  const auto runs = inspect(ci, gateway("circleci/org/project"));

  BOOST_TEST(ci.client.done());
  BOOST_TEST((*runs)[0].jobs.at(0).http_link ==
             "https://app.circleci.com/pipelines/circleci/org/project/126/workflows/w/jobs/7");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(failing_step)

BOOST_AUTO_TEST_CASE(the_first_failed_action_is_the_step) {
  const auto failure = failure_with_output("compiling\n[ERROR] no such class\nExited with code exit status 1\n");

  BOOST_TEST(failure.step == "mvn verify");
  BOOST_TEST(failure.exit_code.value() == 1);
  BOOST_TEST(failure.message == "[ERROR] no such class");
  BOOST_TEST(failure.log_tail.size() == 3U);
  BOOST_TEST(!failure.tests_failed.has_value());
}

BOOST_AUTO_TEST_CASE(the_token_goes_to_the_api_and_not_with_the_presigned_address) {
  Circleci ci;
  one_failed_job(ci);
  ci.get("/api/v1.1/", 200, v1_job());
  ci.get("outputs.example", 200, output("x"));

  BOOST_REQUIRE(inspect(ci).has_value());

  BOOST_REQUIRE(ci.client.requests().size() == 5U);
  for (std::size_t i = 0; i < 4; ++i) {
    BOOST_TEST(ci.request(i).headers.get("Circle-Token") == "CCIPAT_secret");
    BOOST_TEST(ci.request(i).headers.get("Accept") == "application/json");
  }
  const auto& presigned = ci.request(4);
  BOOST_TEST(presigned.url == "https://outputs.example/1?signature=x");
  BOOST_TEST(presigned.max_body == 8U * 1024U * 1024U);
  for (const auto& [name, value] : presigned.headers.all()) {
    BOOST_TEST(!contains(value, "CCIPAT"));
    BOOST_TEST(name != "Authorization");
  }
}

BOOST_AUTO_TEST_CASE(bitbucket_has_its_own_name_in_v1) {
  Circleci ci;
  ci.get("/pipeline/p/workflow", 200, list(workflow("w", "build", "failed", 0)));
  ci.get("/workflow/w/job", 200, list(job(7, "failed")));
  ci.get("/tests", 200, list(""));
  ci.get("/api/v1.1/project/bitbucket/o/r/7", 200, R"({"steps":[]})");

  BOOST_TEST(inspect(ci, gateway("bb/o/r")).has_value());
  BOOST_TEST(ci.client.done());
}

BOOST_AUTO_TEST_CASE(an_exit_code_tells_too_but_not_that_of_a_background_action) {
  Circleci ci;
  one_failed_job(ci);
  ci.get("/api/v1.1/", 200,
         R"({"steps":[{"actions":[{"name":"server","status":"canceled","exit_code":137,"background":true}]},)"
         R"({"actions":[{"name":"test","status":"canceled","exit_code":3}]}]})");

  const auto failure = inspect(ci)->at(0).jobs.at(0).failure.value();

  BOOST_TEST(failure.step == "test");
  BOOST_TEST(failure.exit_code.value() == 3);
}

BOOST_AUTO_TEST_CASE(a_step_that_timed_out_has_no_exit_code) {
  Circleci ci;
  one_failed_job(ci);
  ci.get("/api/v1.1/", 200, R"({"steps":[{"actions":[{"name":"wait","status":"timedout","exit_code":null}]}]})");

  const auto failure = inspect(ci)->at(0).jobs.at(0).failure.value();

  BOOST_TEST(failure.step == "wait");
  BOOST_TEST(!failure.exit_code.has_value());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(output_of_the_step)

BOOST_AUTO_TEST_CASE(the_last_20_lines_are_kept) {
  for (const int count : {19, 20, 21}) BOOST_TEST_CONTEXT(count) {
      const auto failure = failure_with_output(numbered_lines(count));

      BOOST_TEST(failure.log_tail.size() == static_cast<std::size_t>(std::min(count, 20)));
      BOOST_TEST(failure.log_tail.front() == (count == 21 ? "line 2" : "line 1"));
      BOOST_TEST(failure.log_tail.back() == "line " + std::to_string(count));
    }
}

BOOST_AUTO_TEST_CASE(at_most_64_kib_are_looked_at_and_the_first_line_of_them_is_whole) {
  const auto message = [](std::size_t size) {
    const std::string first = "error: first\n";
    return failure_with_output(first + std::string(size - first.size() - 1, 'x') + "\n").message;
  };

  BOOST_TEST(message(65'535) == "error: first");
  BOOST_TEST(message(65'536) == "error: first");
  BOOST_TEST(message(65'537) != "error: first");
  BOOST_TEST(!contains(message(65'537), "rror"));
}

BOOST_AUTO_TEST_CASE(a_cut_at_the_end_of_a_line_takes_nothing_more) {
  const std::string line = "error: kept\n";
  const auto failure = failure_with_output("gone\n" + line + std::string(65'536 - line.size() - 1, 'x') + "\n");

  BOOST_TEST(failure.message == "error: kept");
}

BOOST_AUTO_TEST_CASE(messages_in_pieces_are_one_text) {
  Circleci ci;
  one_failed_job(ci);
  ci.get("/api/v1.1/", 200, v1_job());
  ci.get("outputs.example", 200, R"([{"message":"one\ntw"},{"message":"o\n"},{"message":"three"}])");

  const auto tail = inspect(ci)->at(0).jobs.at(0).failure.value().log_tail;

  BOOST_REQUIRE(tail.size() == 3U);
  BOOST_TEST(tail[1] == "two");
}

BOOST_AUTO_TEST_CASE(colours_progress_and_empty_lines_are_gone) {
  const auto failure = failure_with_output("\x1b[31mred\x1b[0m\r\n\r\n 10%\r 50%\r100% done\r\n   \n");

  BOOST_REQUIRE(failure.log_tail.size() == 2U);
  BOOST_TEST(failure.log_tail[0] == "red");
  BOOST_TEST(failure.log_tail[1] == "100% done");
}

BOOST_AUTO_TEST_CASE(the_message_is_the_first_line_that_looks_like_an_error) {
  BOOST_TEST(failure_with_output("a\nb\nmain.c:3: error: x\nERROR y\n").message == "main.c:3: error: x");
  BOOST_TEST(failure_with_output("a\nTest FAILED\nb\n").message == "Test FAILED");
  BOOST_TEST(failure_with_output("a\njava.lang.IllegalStateException: x\nb\n").message ==
             "java.lang.IllegalStateException: x");
}

BOOST_AUTO_TEST_CASE(else_it_is_the_last_line_that_the_step_itself_wrote) {
  BOOST_TEST(failure_with_output(
                 "a\nruff: command not found\n\nExited with code exit status 127\nCircleCI received exit code 127\n")
                 .message == "ruff: command not found");
  BOOST_TEST(failure_with_output("Exited with code exit status 1\n").message == "Exited with code exit status 1");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(tests_of_the_job)

BOOST_AUTO_TEST_CASE(failed_tests_are_counted_and_the_first_says_the_message) {
  Circleci ci;
  one_failed_job(
      ci, R"({"result":"success","name":"fine","classname":"io.A","message":""},)"
          R"({"result":"failure","name":"shouldStart","classname":"io.A","message":"\n expected 1\n but was 2\n"},)"
          R"({"result":"skipped","name":"later","classname":"io.A","message":null},)"
          R"({"result":"failure","name":"lonely","classname":"","message":null})");
  ci.get("/api/v1.1/", 200, v1_job());
  ci.get("outputs.example", 200, output("ERROR something else\n"));

  const auto failure = inspect(ci)->at(0).jobs.at(0).failure.value();

  BOOST_TEST(failure.tests_failed.value() == 2);
  BOOST_REQUIRE(failure.tests.size() == 2U);
  BOOST_TEST(failure.tests[0] == "io.A.shouldStart: expected 1");
  BOOST_TEST(failure.tests[1] == "lonely");
  BOOST_TEST(failure.message == "expected 1");
  BOOST_TEST(failure.log_tail.size() == 1U);
}

BOOST_AUTO_TEST_CASE(all_are_counted_and_20_are_kept) {
  for (const int count : {19, 20, 21}) BOOST_TEST_CONTEXT(count) {
      std::string tests;
      for (int i = 0; i < count; ++i) {
        tests += std::string{i > 0 ? "," : ""} + R"({"result":"failure","name":"t)" + std::to_string(i) +
                 R"(","classname":"C"})";
      }
      Circleci ci;
      one_failed_job(ci, tests);
      ci.get("/api/v1.1/", 404, "");

      const auto failure = inspect(ci)->at(0).jobs.at(0).failure.value();

      BOOST_TEST(failure.tests_failed.value() == count);
      BOOST_TEST(failure.tests.size() == static_cast<std::size_t>(std::min(count, 20)));
    }
}

BOOST_AUTO_TEST_CASE(tests_that_cannot_be_counted_to_the_end_are_left_out) {
  Circleci ci;
  ci.get("/pipeline/p/workflow", 200, list(workflow("w", "build", "failed", 0)));
  ci.get("/workflow/w/job", 200, list(job(127, "failed")));
  ci.get("/127/tests", 200,
         R"({"items":[{"result":"failure","name":"t","classname":"C","message":"m"}],"next_page_token":"n"})");
  ci.get("/127/tests?page-token=n", 500, "");
  ci.get("/api/v1.1/", 404, "");

  const auto failure = inspect(ci)->at(0).jobs.at(0).failure.value();

  BOOST_TEST(!failure.tests_failed.has_value());
  BOOST_TEST(failure.tests.empty());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
