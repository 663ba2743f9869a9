#include "harness.hpp"

using namespace ra;
using namespace ra::test;
using namespace ra::test::fake;

namespace {

const std::string project = "/project/gh/acme/one";

constexpr const char* failing_job = R"({"name": "release", "jobs": [{"name": "test", "duration_ms": 100,
    "outcome": "failed", "artifacts": ["target/log.txt"],
    "steps": [{"name": "checkout"}, {"name": "mvn verify", "exit_code": 1, "output": "BUILD FAILURE\n"}],
    "tests": [{"classname": "A", "name": "works"}, {"classname": "A", "name": "breaks", "message": "boom"}]}]})";

// The output_url of a step of build 1.
std::string output_url(Harness& fake, std::size_t step) {
  const json::Value build = Harness::parsed(fake.send("GET", "/api/v1.1/project/github/acme/one/1").answer);
  return build["steps"].items().at(step)["actions"].items().at(0)["output_url"].as_string().substr(11);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(fake_job)

BOOST_AUTO_TEST_CASE(a_job_has_a_number_once_it_has_started) {
  Harness fake{workflows(R"({"jobs": [{"name": "a", "queue_ms": 50, "duration_ms": 100},
                                      {"name": "b", "requires": ["a"]}]})")};
  const std::string id = fake.trigger();

  BOOST_TEST(fake.jobs(id).items()[0]["status"].as_string() == "queued");
  BOOST_TEST(fake.jobs(id).items()[0].find("job_number") == nullptr);
  BOOST_TEST(fake.jobs(id).items()[1]["status"].as_string() == "blocked");
  fake.pass(50);
  BOOST_TEST(fake.jobs(id).items()[0]["status"].as_string() == "running");
  BOOST_TEST(fake.jobs(id).items()[0]["job_number"].as_int() == 1);
  BOOST_TEST(fake.jobs(id).items()[0]["stopped_at"].is_null());
  fake.pass(100);
  BOOST_TEST(fake.jobs(id).items()[0]["status"].as_string() == "success");
  BOOST_TEST(fake.jobs(id).items()[1]["status"].as_string() == "running");
}

BOOST_AUTO_TEST_CASE(a_job_whose_requirement_failed_does_not_run) {
  Harness fake{workflows(R"({"jobs": [{"name": "a", "outcome": "timedout"}, {"name": "b", "requires": ["a"]}]})")};
  const std::string id = fake.trigger();

  fake.pass(1000);

  BOOST_TEST(fake.jobs(id).items()[0]["status"].as_string() == "timedout");
  BOOST_TEST(fake.jobs(id).items()[1]["status"].as_string() == "not_run");
  BOOST_TEST(fake.jobs(id).items()[1].find("job_number") == nullptr);
  BOOST_TEST(fake.status(id) == "failed");
}

BOOST_AUTO_TEST_CASE(requirements_are_given_by_id) {
  Harness fake{workflows(R"({"jobs": [{"name": "b", "requires": {"a": ["failed", "canceled"]}}, {"name": "a"}]})")};
  const std::string id = fake.trigger();

  const json::Value jobs = fake.jobs(id);

  const std::string a = jobs.items()[0]["id"].as_string();
  BOOST_TEST(jobs.items()[0]["name"].as_string() == "a");
  BOOST_TEST(jobs.items()[1]["dependencies"].items()[0].as_string() == a);
  BOOST_TEST(jobs.items()[1]["requires"][a].items()[1].as_string() == "canceled");
}

BOOST_AUTO_TEST_CASE(an_approval_never_has_a_number) {
  Harness fake{workflows(R"({"jobs": [{"name": "ok", "type": "approval", "approve_after_ms": 10}]})")};
  const std::string id = fake.trigger();

  BOOST_TEST(fake.jobs(id).items()[0]["status"].as_string() == "on_hold");
  fake.pass(10);

  const json::Value job = fake.jobs(id).items()[0];
  BOOST_TEST(job["type"].as_string() == "approval");
  BOOST_TEST(job["status"].as_string() == "success");
  BOOST_TEST(job.find("job_number") == nullptr);
  BOOST_TEST(job.find("approved_by") != nullptr);
}

BOOST_AUTO_TEST_CASE(a_job_can_be_told_to_have_no_number) {
  Harness fake{workflows(R"({"jobs": [{"name": "a", "number": false, "outcome": "failed"}]})")};
  const std::string id = fake.trigger();

  fake.pass(100);

  BOOST_TEST(fake.jobs(id).items()[0]["status"].as_string() == "failed");
  BOOST_TEST(fake.jobs(id).items()[0].find("job_number") == nullptr);
  BOOST_TEST(fake.get(project + "/job/1").status == 404);
}

BOOST_AUTO_TEST_CASE(what_a_waiting_job_says_of_its_start_can_be_chosen) {
  const std::string blocked = workflows(R"({"jobs": [{"name": "a", "queue_ms": 1000}]})");
  Harness described{blocked};
  Harness null{"\"waiting_started_at\": \"null\", " + blocked};
  Harness absent{"\"waiting_started_at\": \"absent\", " + blocked};

  BOOST_TEST(described.jobs(described.trigger()).items()[0]["started_at"].is_string());
  BOOST_TEST(null.jobs(null.trigger()).items()[0].find("started_at")->is_null());
  BOOST_TEST(absent.jobs(absent.trigger()).items()[0].find("started_at") == nullptr);
}

BOOST_AUTO_TEST_CASE(job_details_name_the_newest_workflow_of_the_job) {
  Harness fake{workflows(failing_job)};
  const std::string id = fake.trigger();
  fake.pass(100);

  const json::Value job = fake.read(project + "/job/1");

  BOOST_TEST(job["status"].as_string() == "failed");
  BOOST_TEST(job["duration"].as_int() == 100);
  BOOST_TEST(job["latest_workflow"]["id"].as_string() == fake.workflow(id)["id"].as_string());
  BOOST_TEST(job["pipeline"]["id"].as_string() == id);
  BOOST_TEST(job["web_url"].as_string() == "https://circleci.com/gh/acme/one/1");
}

BOOST_AUTO_TEST_CASE(a_running_job_has_no_duration) {
  Harness fake{workflows(failing_job)};
  fake.trigger();

  BOOST_TEST(fake.read(project + "/job/1")["duration"].is_null());
  BOOST_TEST(fake.read(project + "/job/1")["stopped_at"].is_null());
}

BOOST_AUTO_TEST_CASE(tests_are_there_when_the_job_has_ended) {
  Harness fake{workflows(failing_job)};
  fake.trigger();

  BOOST_TEST(fake.read(project + "/1/tests")["items"].items().empty());
  fake.pass(100);

  const json::Value tests = fake.read(project + "/1/tests")["items"];
  BOOST_REQUIRE_EQUAL(tests.items().size(), 2U);
  BOOST_TEST(tests.items()[0]["result"].as_string() == "success");
  BOOST_TEST(tests.items()[1]["result"].as_string() == "failure");
  BOOST_TEST(tests.items()[1]["message"].as_string() == "boom");
}

BOOST_AUTO_TEST_CASE(artifacts_have_a_path_and_a_url) {
  Harness fake{workflows(failing_job)};
  fake.trigger();
  fake.pass(100);

  const json::Value artifacts = fake.read(project + "/1/artifacts")["items"];

  BOOST_TEST(artifacts.items()[0]["path"].as_string() == "target/log.txt");
  BOOST_TEST(artifacts.items()[0]["url"].as_string().ends_with("target/log.txt"));
}

BOOST_AUTO_TEST_CASE(an_unknown_job_number_answers_404) {
  Harness fake{workflows(failing_job)};
  fake.trigger();

  for (const std::string path : {"/job/9", "/9/tests", "/9/artifacts", "/job/x", "/1/other"}) {
    BOOST_TEST(fake.get(project + path).status == 404, path);
  }
}

BOOST_AUTO_TEST_CASE(the_old_api_names_the_failing_step_and_where_its_output_is) {
  Harness fake{workflows(failing_job)};
  fake.trigger();
  fake.pass(100);

  const json::Value build = Harness::parsed(fake.send("GET", "/api/v1.1/project/github/acme/one/1").answer);

  const json::Value action = build["steps"].items().at(1)["actions"].items().at(0);
  BOOST_TEST(build["status"].as_string() == "failed");
  BOOST_TEST(action["name"].as_string() == "mvn verify");
  BOOST_TEST(action["exit_code"].as_int() == 1);
  BOOST_TEST(action["failed"].as_bool());
  BOOST_TEST(action["has_output"].as_bool());
  BOOST_TEST(action["output_url"].as_string().starts_with("http://fake/presigned/gh/acme/one/1/1?"));
  BOOST_TEST(build["steps"].items().at(0)["actions"].items().at(0).find("output_url") == nullptr);
}

BOOST_AUTO_TEST_CASE(a_failed_job_without_steps_gets_some) {
  Harness fake{workflows(R"({"outcome": "failed"})")};
  fake.trigger();
  fake.pass(100);

  const json::Value build = Harness::parsed(fake.send("GET", "/api/v1.1/project/github/acme/one/1").answer);

  BOOST_TEST(build["steps"].items().back()["actions"].items().at(0)["exit_code"].as_int() == 1);
}

BOOST_AUTO_TEST_CASE(the_old_api_answers_edn_unless_asked_for_json) {
  Harness fake{workflows(failing_job)};
  fake.trigger();
  http::Headers headers;
  headers.set("Circle-Token", "the-token");

  const Answer answer = fake.send("GET", "/api/v1.1/project/github/acme/one/1", "", headers).answer;

  BOOST_TEST(answer.headers.get("Content-Type") == "application/edn");
}

BOOST_AUTO_TEST_CASE(an_output_is_fetched_without_a_token) {
  Harness fake{workflows(failing_job)};
  fake.trigger();
  fake.pass(100);

  const Answer answer = fake.send("GET", output_url(fake, 1), "", {}).answer;

  BOOST_TEST(answer.status == 200);
  BOOST_TEST(Harness::parsed(answer).items().at(0)["message"].as_string() == "BUILD FAILURE\n");
}

BOOST_AUTO_TEST_CASE(an_output_that_is_asked_for_with_a_token_is_refused) {
  Harness fake{workflows(failing_job)};
  fake.trigger();
  fake.pass(100);
  http::Headers bearer;
  bearer.set("authorization", "Bearer the-token");
  const std::string url = output_url(fake, 1);

  BOOST_TEST(fake.send("GET", url, "", Harness::with_token()).answer.status == 400);
  BOOST_TEST(fake.send("GET", url, "", bearer).answer.status == 400);
  BOOST_TEST(fake.send("GET", url + "&circle-token=the-token", "", {}).answer.status == 400);
}

BOOST_AUTO_TEST_CASE(an_output_url_expires_after_five_minutes) {
  Harness fake{workflows(failing_job)};
  fake.trigger();
  fake.pass(100);
  const std::string url = output_url(fake, 1);

  fake.pass(299'999);
  BOOST_TEST(fake.send("GET", url, "", {}).answer.status == 200);
  fake.pass(1);
  BOOST_TEST(fake.send("GET", url, "", {}).answer.status == 200);
  fake.pass(1);
  BOOST_TEST(fake.send("GET", url, "", {}).answer.status == 403);
}

BOOST_AUTO_TEST_CASE(an_output_url_with_another_signature_is_refused) {
  Harness fake{workflows(failing_job)};
  fake.trigger();
  fake.pass(100);

  BOOST_TEST(fake.send("GET", output_url(fake, 1) + "0", "", {}).answer.status == 403);
}

BOOST_AUTO_TEST_SUITE_END()
