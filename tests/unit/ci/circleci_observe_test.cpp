#include "circleci_support.hpp"

using namespace ra::test;
using ra::Errc;
using ra::ci::PipelineState;

namespace {

constexpr const char* created = R"({"id":"p","state":"created","errors":[]})";
constexpr const char* no_workflows = R"({"items":[],"next_page_token":null})";

}  // namespace

BOOST_AUTO_TEST_SUITE(circleci)

BOOST_AUTO_TEST_SUITE(observing)

BOOST_AUTO_TEST_CASE(seed_001_is_read_as_it_came) {
  Circleci ci;
  ci.get("/api/v2/pipeline/b4f4eabc-d572-4fdf-916a-d5f05d178221", 200,
         circleci_fixture("seed001__pipeline-by-number.json"));
  ci.get("/api/v2/pipeline/b4f4eabc-d572-4fdf-916a-d5f05d178221/workflow", 200,
         circleci_fixture("seed001__pipeline-workflow-list_two-workflows.json"));

  const auto seen = ci.observe("b4f4eabc-d572-4fdf-916a-d5f05d178221");

  BOOST_REQUIRE(seen.has_value());
  BOOST_TEST((seen->state == PipelineState::created));
  BOOST_TEST(seen->errors.empty());
  BOOST_TEST(seen->revision == "d2ae1134f62e24b9d745f3d74357424de6bdc96d");
  BOOST_REQUIRE(seen->workflows.size() == 2U);
  BOOST_TEST(seen->workflows[0].id == "75e83261-5b3c-4bc0-ad11-514bb01f634c");
  BOOST_TEST(seen->workflows[0].name == "docker_build_and_push");
  BOOST_TEST(seen->workflows[0].status == "failed");
  BOOST_TEST(seen->workflows[0].created_at == "2020-09-12T17:47:21Z");
  BOOST_TEST(seen->workflows[0].stopped_at == "2020-09-12T17:48:26Z");
  BOOST_TEST(!seen->workflows[0].auto_rerun_number.has_value());
  BOOST_TEST(seen->workflows[0].max_auto_reruns == 0);
  BOOST_TEST(!seen->workflows[0].setup);
  BOOST_TEST(seen->workflows[1].status == "success");
}

BOOST_AUTO_TEST_CASE(every_recorded_poll_is_read) {
  std::istringstream polls{circleci_fixture("gravitee-lab_orchestrator__log1__pipeline-workflow-responses.jsonl")};
  Circleci ci;
  ci.get("/api/v2/pipeline/p", 200, created);
  int count = 0;
  for (std::string line; std::getline(polls, line); ++count) ci.get("/api/v2/pipeline/p/workflow", 200, line);
  int running = 0;
  for (int i = 0; i < count; ++i) {
    const auto seen = ci.observe("p");
    BOOST_REQUIRE(seen.has_value());
    BOOST_REQUIRE(seen->workflows.size() == 1U);
    if (seen->workflows[0].stopped_at.empty()) ++running;
  }

  BOOST_TEST(count == 78);
  BOOST_TEST(running == 76);
}

BOOST_AUTO_TEST_CASE(a_created_pipeline_without_workflows_is_told_as_it_is) {
  Circleci ci;
  ci.get("/pipeline/x", 200,
         circleci_fixture("CircleCI-Archived_api-preview-docs__issue61__pipeline-created-no-workflows.json"));
  ci.get("/pipeline/x/workflow", 200, no_workflows);

  const auto seen = ci.observe("x");

  BOOST_REQUIRE(seen.has_value());
  BOOST_TEST((seen->state == PipelineState::created));
  BOOST_TEST(seen->workflows.empty());
}

BOOST_AUTO_TEST_CASE(a_final_state_is_not_asked_for_again) {
  Circleci ci;
  ci.get("/api/v2/pipeline/p", 200, R"({"state":"pending","errors":[]})");
  ci.get("/api/v2/pipeline/p/workflow", 200, no_workflows);
  ci.get("/api/v2/pipeline/p", 200, R"({"state":"created","errors":[],"vcs":{"revision":"abc"}})");
  ci.get("/api/v2/pipeline/p/workflow", 200, no_workflows);
  ci.get("/api/v2/pipeline/p/workflow", 200, no_workflows);

  BOOST_TEST((ci.observe("p")->state == PipelineState::pending));
  BOOST_TEST((ci.observe("p")->state == PipelineState::created));
  const auto third = ci.observe("p");
  BOOST_TEST((third->state == PipelineState::created));
  BOOST_TEST(third->revision == "abc");
  BOOST_TEST(ci.client.done());
}

BOOST_AUTO_TEST_CASE(a_state_that_is_not_final_is_asked_for_again) {
  for (const std::string state : {"pending", "setup-pending", "setup", "something-new"}) BOOST_TEST_CONTEXT(state) {
      Circleci ci;
      ci.get("/api/v2/pipeline/p", 200, R"({"state":")" + state + R"("})");
      ci.get("/api/v2/pipeline/p/workflow", 200, no_workflows);
      ci.get("/api/v2/pipeline/p", 200, created);
      ci.get("/api/v2/pipeline/p/workflow", 200, no_workflows);

      BOOST_TEST((ci.observe("p")->state != PipelineState::created));
      BOOST_TEST((ci.observe("p")->state == PipelineState::created));
    }
}

BOOST_AUTO_TEST_CASE(a_state_that_nobody_knows_is_said_once) {
  const WrittenLog log;
  Circleci ci{"https://circleci.com", &log.log};
  for (const char* state : {"pending", "hibernating", "hibernating"}) {
    ci.get("/pipeline/p", 200, R"({"state":")" + std::string{state} + R"("})");
    ci.get("/pipeline/p/workflow", 200, no_workflows);
    BOOST_TEST(ci.observe("p").has_value());
  }

  const std::string text = log.text();
  BOOST_TEST(contains(text, "does not know: hibernating; it is waited for"));
  BOOST_TEST(text.find("hibernating") == text.rfind("hibernating"));
  BOOST_TEST(!contains(text, "pending"));
}

BOOST_AUTO_TEST_CASE(the_final_state_of_one_pipeline_says_nothing_of_another) {
  Circleci ci;
  ci.get("/api/v2/pipeline/p", 200, created);
  ci.get("/api/v2/pipeline/p/workflow", 200, no_workflows);
  ci.get("/api/v2/pipeline/q", 200, R"({"state":"setup"})");
  ci.get("/api/v2/pipeline/q/workflow", 200, no_workflows);

  BOOST_TEST((ci.observe("p")->state == PipelineState::created));
  BOOST_TEST((ci.observe("q")->state == PipelineState::setup));
}

BOOST_AUTO_TEST_CASE(every_state_has_its_meaning) {
  const auto state_of = [](const std::string& word) {
    Circleci ci;
    ci.get("/pipeline/p", 200, R"({"state":")" + word + R"("})");
    ci.get("/pipeline/p/workflow", 200, no_workflows);
    return ci.observe("p")->state;
  };

  BOOST_TEST((state_of("pending") == PipelineState::pending));
  BOOST_TEST((state_of("setup-pending") == PipelineState::setup_pending));
  BOOST_TEST((state_of("setup") == PipelineState::setup));
  BOOST_TEST((state_of("created") == PipelineState::created));
  BOOST_TEST((state_of("errored") == PipelineState::errored));
  BOOST_TEST((state_of("hibernating") == PipelineState::pending));  // never a final one
}

BOOST_AUTO_TEST_CASE(errors_of_the_configuration_are_kept) {
  Circleci ci;
  ci.get(
      "/pipeline/p", 200,
      R"({"state":"errored","errors":[{"type":"config","message":"Job `x` is missing"},{"type":"plan","message":"no credits"},{"message":"bare"}]})");
  ci.get("/pipeline/p/workflow", 200, no_workflows);

  const auto seen = ci.observe("p");

  BOOST_REQUIRE(seen.has_value());
  BOOST_REQUIRE(seen->errors.size() == 3U);
  BOOST_TEST(seen->errors[0] == "config: Job `x` is missing");
  BOOST_TEST(seen->errors[1] == "plan: no credits");
  BOOST_TEST(seen->errors[2] == "bare");
}

BOOST_AUTO_TEST_CASE(reruns_and_setup_workflows_are_known_by_their_fields) {
  Circleci ci;
  ci.get("/pipeline/p", 200, created);
  ci.get(
      "/pipeline/p/workflow", 200,
      R"({"items":[{"id":"1","name":"setup","status":"success","created_at":"2026-01-14T12:00:00Z","stopped_at":null,"tag":"setup"},)"
      R"({"id":"2","name":"build","status":"failed","created_at":"2026-01-14T12:01:00Z","stopped_at":"2026-01-14T12:02:00Z",)"
      R"("auto_rerun_number":1,"max_auto_reruns":3,"tag":null}],"next_page_token":null})");

  const auto seen = ci.observe("p");

  BOOST_REQUIRE(seen.has_value());
  BOOST_TEST(seen->workflows[0].setup);
  BOOST_TEST(seen->workflows[0].stopped_at.empty());
  BOOST_TEST(!seen->workflows[1].setup);
  BOOST_TEST(seen->workflows[1].auto_rerun_number.value() == 1);
  BOOST_TEST(seen->workflows[1].max_auto_reruns == 3);
}

BOOST_AUTO_TEST_CASE(odd_numbers_of_reruns_stay_within_reason_and_other_tags_are_no_setup) {
  const auto workflow = [](const std::string& fields) {
    Circleci ci;
    ci.get("/pipeline/p", 200, created);
    ci.get("/pipeline/p/workflow", 200,
           page({R"({"id":"1","name":"build","status":"failed","created_at":"2026-01-14T12:00:00Z",)" + fields + "}"}));
    return ci.observe("p")->workflows.at(0);
  };

  BOOST_TEST(workflow(R"("max_auto_reruns":99999999999)").max_auto_reruns == 1000);
  BOOST_TEST(workflow(R"("max_auto_reruns":-1)").max_auto_reruns == 0);
  BOOST_TEST(workflow(R"("max_auto_reruns":"5")").max_auto_reruns == 0);
  BOOST_TEST(workflow(R"("auto_rerun_number":99999999999)").auto_rerun_number.value() == 1000);
  BOOST_TEST(!workflow(R"("auto_rerun_number":"1")").auto_rerun_number.has_value());
  BOOST_TEST(!workflow(R"("auto_rerun_number":null)").auto_rerun_number.has_value());
  BOOST_TEST(!workflow(R"("tag":"nightly")").setup);
  BOOST_TEST(!workflow(R"("tag":true)").setup);
}

BOOST_AUTO_TEST_CASE(workflows_are_read_from_all_pages) {
  const auto workflow = [](const std::string& id) {
    return R"({"id":")" + id + R"(","name":"build","status":"success","created_at":"2026-01-14T12:00:00Z"})";
  };
  Circleci ci;
  ci.get("/pipeline/p", 200, created);
  ci.get("/pipeline/p/workflow", 200, page({workflow("1"), workflow("2")}, "two"));
  ci.get("/pipeline/p/workflow?page-token=two", 200, page({workflow("3")}));

  BOOST_TEST(ci.observe("p")->workflows.size() == 3U);
}

BOOST_AUTO_TEST_CASE(a_pipeline_that_is_not_there_is_not_found) {
  Circleci ci;
  ci.get("/pipeline/p", 404, R"({"message":"Pipeline not found"})");

  BOOST_TEST(ci.observe("p").error().code == Errc::not_found);
}

BOOST_AUTO_TEST_CASE(a_state_that_is_missing_is_an_error) {
  Circleci ci;
  ci.get("/pipeline/p", 200, R"({"id":"p","state":null})");

  BOOST_TEST(ci.observe("p").error().code == Errc::transient);
}

BOOST_AUTO_TEST_CASE(workflows_that_cannot_be_read_are_an_error_and_never_none) {
  for (const char* body :
       {R"({"items":null,"next_page_token":null})", R"({"message":"?"})", R"([])", R"({"items":[{}]})",
        R"({"items":[3]})", R"({"items":[{"id":"1","name":"build","created_at":"2026-01-14T12:00:00Z"}]})",
        R"({"items":[{"name":"build","status":"success","created_at":"2026-01-14T12:00:00Z"}]})",
        R"({"items":[{"id":"1","status":"success","created_at":"2026-01-14T12:00:00Z"}]})",
        R"({"items":[{"id":"1","name":"build","status":"success"}]})", R"({"items":[)", ""})
    BOOST_TEST_CONTEXT(body) {
      Circleci ci;
      ci.get("/pipeline/p", 200, created);
      ci.get("/pipeline/p/workflow", 200, body);

      const auto seen = ci.observe("p");

      BOOST_REQUIRE(seen.has_error());
      BOOST_TEST(seen.error().code == Errc::transient);
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
