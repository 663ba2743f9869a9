#include "github_actions_support.hpp"

using namespace ra::test;
using ra::Errc;

namespace {

const ARun red_run{.conclusion = "failure"};

std::string jobs(const std::string& items) { return R"({"total_count":1,"jobs":[)" + items + "]}"; }

std::string red_job(int id = 9001) {
  return R"({"id":)" + std::to_string(id) +
         R"(,"name":"verify","status":"completed","conclusion":"failure","started_at":"2026-01-14T10:01:00Z",)"
         R"("completed_at":"2026-01-14T10:02:00Z","html_url":"https://github.com/acme/gateway/actions/runs/75/job/9001",)"
         R"("check_run_url":"https://elsewhere.example/repos/x/y/check-runs/4242",)"
         R"("steps":[{"name":"Checkout","conclusion":"success"},{"name":"mvn verify","conclusion":"failure"}]})";
}

constexpr const char* log_text =
    "2026-01-14T10:02:00.1Z ERROR: no such symbol\n"
    "2026-01-14T10:02:00.1Z ##[error]Process completed with exit code 3.\n";

ra::http::Response to_blob() { return with_header(answer(302), "Location", "https://blobs.example/9001?sig=S3cr3t"); }

ra::http::Response part(const std::string& text, const std::string& range) {
  return with_header(answer(206, text), "Content-Range", range);
}

// A red run up to the log of its one job.
void a_red_run(ActionsBench& b) {
  b.get("/actions/runs/77?", json_answer(200, to_json(red_run)));
  b.get("/actions/runs/75/jobs?filter=latest", json_answer(200, jobs(red_job())));
  b.get("/repos/acme/gateway/check-runs/4242/annotations", json_answer(200, "[]"));
}

ra::model::Failure only_failure(ActionsBench& b) {
  const auto workflows = b.inspect().value();
  return workflows.at(0).jobs.at(0).failure.value();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(github_actions_inspect)

BOOST_AUTO_TEST_CASE(a_red_job_is_explained_down_to_its_step_and_log) {
  ActionsBench b;
  a_red_run(b);
  b.get("/actions/jobs/9001/logs", to_blob());
  b.get("https://blobs.example/9001", part("2", "bytes 0-0/100"));
  b.get("/actions/jobs/9001/logs", to_blob());
  b.get("https://blobs.example/9001", part(log_text, "bytes 0-99/100"));

  const auto workflows = b.inspect().value();

  BOOST_REQUIRE(workflows.size() == 1U);
  BOOST_TEST(workflows[0].status == "failed");
  const auto& job = workflows[0].jobs.at(0);
  BOOST_TEST(workflows[0].stopped_at == "2026-01-14T10:09:00Z");
  BOOST_TEST(job.status == "failed");
  BOOST_TEST(job.started_at == "2026-01-14T10:01:00Z");
  BOOST_TEST(job.stopped_at == "2026-01-14T10:02:00Z");
  BOOST_TEST(job.http_link == "https://github.com/acme/gateway/actions/runs/75/job/9001");
  BOOST_TEST(job.failure.value().step == "mvn verify");
  BOOST_TEST(job.failure->exit_code.value() == 3);
  BOOST_TEST(job.failure->message == "ERROR: no such symbol");
}

BOOST_AUTO_TEST_CASE(the_place_of_a_log_gets_no_token) {
  ActionsBench b;
  a_red_run(b);
  for (int i = 0; i < 2; ++i) {
    b.get("/logs", to_blob());
    b.get("https://blobs.example/9001", part(log_text, "bytes 0-99/100"));
  }

  only_failure(b);

  for (const auto& request : b.client.requests()) {
    const bool at_github = request.url.starts_with("https://ghe.example/");
    BOOST_TEST(request.headers.get("Authorization").empty() == !at_github, request.url);
  }
}

BOOST_AUTO_TEST_CASE(of_a_long_log_the_end_is_read) {
  ActionsBench b;
  a_red_run(b);
  b.get("/logs", to_blob());
  b.get("https://blobs.example/9001", part("2", "bytes 0-0/90000000"));
  b.get("/logs", to_blob());
  b.get("https://blobs.example/9001", part("lf a line\n" + std::string{log_text}, "bytes 89737856-89999999/90000000"));

  const auto failure = only_failure(b);

  BOOST_TEST(b.client.requests().back().headers.get("Range") == "bytes=89737856-");
  BOOST_TEST(b.client.requests().back().max_body == std::uint64_t{8} << 20U);
  BOOST_TEST(failure.log_tail.front() == "ERROR: no such symbol");
}

BOOST_AUTO_TEST_CASE(the_end_begins_where_the_log_is_longer_than_a_quarter_of_a_mebibyte) {
  const auto begin_of = [](int size) {
    ActionsBench b;
    a_red_run(b);
    b.get("/logs", part("2", "bytes 0-0/" + std::to_string(size)));
    b.get("/logs", part(log_text, "bytes 0-0/" + std::to_string(size)));
    only_failure(b);
    return std::string{b.client.requests().back().headers.get("Range")};
  };
  BOOST_TEST(begin_of(262143) == "bytes=0-");
  BOOST_TEST(begin_of(262144) == "bytes=0-");
  BOOST_TEST(begin_of(262145) == "bytes=1-");
}

BOOST_AUTO_TEST_CASE(a_place_that_knows_no_ranges_gives_the_whole_of_a_log_of_some_size) {
  ActionsBench b;
  a_red_run(b);
  std::string text;
  while (text.size() < 300000) text += "2026-01-14T10:02:00.1Z compiling\n";
  b.get("/logs", answer(200, text + log_text));

  const auto failure = only_failure(b);

  BOOST_TEST(failure.exit_code.value() == 3);
  BOOST_TEST(b.client.requests().back().max_body == std::uint64_t{8} << 20U);
}

BOOST_AUTO_TEST_CASE(of_a_whole_log_the_last_quarter_of_a_mebibyte_is_shown) {
  const auto lines_of = [](std::size_t size) {
    ActionsBench b;
    a_red_run(b);
    const std::string end = "\nlast\n";
    b.get("/logs", answer(200, std::string(size - end.size(), 'x') + end));
    return only_failure(b).log_tail.size();
  };
  BOOST_TEST(lines_of(262143) == 2U);
  BOOST_TEST(lines_of(262144) == 2U);
  BOOST_TEST(lines_of(262145) == 1U);  // a part of a line is not shown

  ActionsBench b;
  a_red_run(b);
  b.get("/logs", answer(200, "early\n" + std::string(300000, 'x') + "\nlast\n"));
  const std::vector<std::string> expected{"last"};
  BOOST_TEST(only_failure(b).log_tail == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_place_that_gives_the_whole_in_the_end_has_cut_nothing) {
  ActionsBench b;
  a_red_run(b);
  b.get("/logs", part("2", "bytes 0-0/90000000"));
  b.get("/logs", answer(200, log_text));

  BOOST_TEST(only_failure(b).log_tail.front() == "ERROR: no such symbol");
}

BOOST_AUTO_TEST_CASE(a_job_without_a_check_run_is_its_own) {
  ActionsBench b;
  b.get("/actions/runs/77?", json_answer(200, to_json(red_run)));
  std::string job = red_job();
  job.replace(job.find("\"check_run_url\""), 2, "\"_");
  b.get("/jobs?filter=latest", json_answer(200, jobs(job)));
  b.get("/check-runs/9001/annotations", json_answer(200, "[]"));
  b.get("/logs", answer(200, log_text));

  only_failure(b);
  BOOST_TEST(b.client.done());
}

BOOST_AUTO_TEST_CASE(a_job_that_ran_out_of_time_says_so_unless_its_log_says_more) {
  for (const bool silent : {true, false}) {
    ActionsBench b;
    b.get("/actions/runs/77?", json_answer(200, to_json(red_run)));
    b.get("/jobs?filter=latest",
          json_answer(200, jobs(R"({"id":1,"name":"it","status":"completed","conclusion":"timed_out"})")));
    b.get("/annotations", json_answer(200, "[]"));
    b.get("/logs", answer(200, silent ? "" : log_text));

    BOOST_TEST(only_failure(b).message == (silent ? "ran out of time" : "ERROR: no such symbol"));
  }
}

BOOST_AUTO_TEST_CASE(a_job_that_waits_for_somebody_is_an_approval) {
  ActionsBench b;
  b.get("/actions/runs/77?", answer_of({.status = "waiting", .conclusion = ""}));
  b.get("/jobs?filter=latest", json_answer(200, jobs(R"({"id":1,"name":"deploy","status":"waiting"},)"
                                                     R"({"id":2,"name":"build","status":"in_progress"})")));

  const auto shown = b.inspect().value().at(0).jobs;

  BOOST_TEST(shown.at(0).type == "approval");
  BOOST_TEST(shown.at(1).type == "build");
}

BOOST_AUTO_TEST_CASE(jobs_are_read_from_all_pages) {
  ActionsBench b;
  b.get("/actions/runs/77?", answer_of({}));
  b.get("/jobs?filter=latest&per_page=100",
        with_header(json_answer(200, jobs(R"({"id":1,"name":"a","status":"completed","conclusion":"success"})")),
                    "Link", R"(<https://ghe.example/api/v3/jobs?page=2>; rel="next")"));
  b.get("/jobs?page=2", json_answer(200, jobs(R"({"id":2,"name":"b","status":"completed","conclusion":"success"})")));

  BOOST_TEST(b.inspect().value().at(0).jobs.size() == 2U);
}

BOOST_AUTO_TEST_CASE(a_log_that_cannot_be_read_is_said_and_the_rest_stays) {
  for (const int status : {403, 404, 410, 500}) {
    ActionsBench b;
    a_red_run(b);
    b.get("/logs", json_answer(status, "{}"));

    const auto failure = only_failure(b);

    BOOST_TEST(failure.step == "mvn verify");
    BOOST_TEST(failure.log_tail.size() == 1U);
  }
}

BOOST_AUTO_TEST_CASE(the_message_of_an_annotation_goes_before_the_log) {
  ActionsBench b;
  b.get("/actions/runs/77?", json_answer(200, to_json(red_run)));
  b.get("/jobs?filter=latest", json_answer(200, jobs(red_job())));
  b.get("/annotations",
        json_answer(200, R"([{"annotation_level":"failure","title":"GatewayTest.starts","message":"expected 1"}])"));
  b.get("/logs", answer(200, log_text));

  BOOST_TEST(only_failure(b).message == "GatewayTest.starts: expected 1");
}

BOOST_AUTO_TEST_CASE(jobs_that_cannot_be_read_leave_the_workflow) {
  ActionsBench b;
  b.get("/actions/runs/77?", json_answer(200, to_json(red_run)));
  b.get("/jobs?filter=latest", json_answer(403, "{}"));

  const auto workflows = b.inspect().value();

  BOOST_TEST(workflows.at(0).status == "failed");
  BOOST_TEST(workflows.at(0).jobs.empty());
}

BOOST_AUTO_TEST_CASE(a_run_that_cannot_be_read_is_an_error) {
  ActionsBench b;
  b.get("/actions/runs/77?", json_answer(404, "{}"));

  BOOST_TEST((b.inspect().error().code == Errc::not_found));
}

BOOST_AUTO_TEST_CASE(each_attempt_is_shown_with_its_own_jobs) {
  ActionsBench b;
  b.get("/actions/runs/77?", json_answer(200, to_json({.attempt = 2})));
  b.get("/actions/runs/77/attempts/1?", json_answer(200, to_json({.conclusion = "cancelled"})));
  b.get("/attempts/1/jobs",
        json_answer(200, jobs(R"({"id":1,"name":"build","status":"completed","conclusion":"cancelled"})")));
  b.get("/jobs?filter=latest",
        json_answer(200, jobs(R"({"id":2,"name":"build","status":"completed","conclusion":"success"})")));

  const auto workflows = b.inspect().value();

  BOOST_REQUIRE(workflows.size() == 2U);
  BOOST_TEST(workflows[0].jobs.at(0).status == "canceled");
  BOOST_TEST(!workflows[0].jobs.at(0).failure.has_value());
  BOOST_TEST(workflows[1].jobs.at(0).status == "success");
}

BOOST_AUTO_TEST_CASE(logs_of_ten_red_jobs_are_read_and_the_others_name_their_step) {
  ActionsBench b;
  b.get("/actions/runs/77?", json_answer(200, to_json(red_run)));
  std::string items;
  for (int i = 0; i < 11; ++i) items += (i > 0 ? "," : "") + red_job(9001 + i);
  b.get("/jobs?filter=latest", json_answer(200, jobs(items)));
  for (int i = 0; i < 10; ++i) {
    b.get("/annotations", json_answer(200, "[]"));
    b.get("/logs", answer(200, log_text));
  }

  const auto shown = b.inspect().value().at(0).jobs;

  BOOST_TEST(b.client.done());
  BOOST_TEST(shown.at(9).failure->exit_code.has_value());
  BOOST_TEST(!shown.at(10).failure->exit_code.has_value());
  BOOST_TEST(shown.at(10).failure->step == "mvn verify");
}

BOOST_AUTO_TEST_SUITE_END()
