#include "circleci_support.hpp"

#include "base/json.hpp"

using namespace ra::test;
using ra::Errc;

namespace {

std::string name_of(std::size_t length) { return std::string(length, 'k'); }

}  // namespace

BOOST_AUTO_TEST_SUITE(circleci)

BOOST_AUTO_TEST_SUITE(triggering)

BOOST_AUTO_TEST_CASE(it_sends_the_branch_and_the_parameters_in_their_order) {
  Circleci ci;
  ci.post("/pipeline", 201,
          R"({"number":100,"state":"pending","id":"a525dfb1","created_at":"2020-12-09T11:31:35.607Z"})");

  const auto result = ci.trigger();

  BOOST_REQUIRE(result.has_value());
  BOOST_TEST(result->id == "a525dfb1");
  BOOST_TEST(result->number == 100);
  BOOST_TEST(result->created_at == "2020-12-09T11:31:35.607Z");
  BOOST_TEST(result->http_link == "https://app.circleci.com/pipelines/github/gravitee-io/gravitee-gateway/100");
  BOOST_TEST(ci.request(0).url == "https://circleci.com/api/v2/project/gh/gravitee-io/gravitee-gateway/pipeline");
  BOOST_TEST(ci.request(0).headers.get("Content-Type") == "application/json");
  BOOST_TEST(ci.request(0).body ==
             R"({"branch":"3.16.x","parameters":{"gio_action":"release","dry_run":true,"retries":3}})");
}

BOOST_AUTO_TEST_CASE(the_recorded_answers_are_read) {
  const auto recorded = ra::json::parse(circleci_fixture("gravitee-lab_orchestrator__log1__trigger-responses.json"));
  BOOST_REQUIRE(recorded.has_value());
  Circleci ci;
  for (const auto& answer : recorded->items()) ci.post("/pipeline", 201, ra::json::dump(answer));
  ci.post("/pipeline", 201,
          circleci_fixture("gravitee-lab_orchestrator__shield_README__trigger-response-not-set-up.json"));

  BOOST_TEST(ci.trigger()->number == 100);
  BOOST_TEST(ci.trigger()->id == "63abb1eb-b82f-4184-9af6-ae523bacb36f");
  BOOST_TEST(ci.trigger()->number == 6);
}

BOOST_AUTO_TEST_CASE(the_recorded_request_is_made) {
  std::istringstream bodies{circleci_fixture("gravitee-lab_orchestrator__log1__trigger-request-bodies.jsonl")};
  std::string first;
  std::getline(bodies, first);
  const auto recorded = ra::json::parse(first);
  BOOST_REQUIRE(recorded.has_value());
  Circleci ci;
  ci.post("/pipeline", 201, R"({"number":1,"id":"x"})");
  ra::ci::Job job = gateway();
  job.branch = "3.1.x";
  job.parameters = {{"gio_action", std::string{"release"}},
                    {"dry_run", true},
                    {"secrethub_org", std::string{"************"}},
                    {"secrethub_repo", std::string{"****"}}};

  BOOST_REQUIRE(ci.trigger(job).has_value());

  const auto sent = ra::json::parse(ci.request(0).body);
  BOOST_TEST(ra::json::dump((*sent)["parameters"]) == ra::json::dump((*recorded)["parameters"]));
  BOOST_TEST((*sent)["branch"].as_string() == (*recorded)["branch"].as_string());
}

BOOST_AUTO_TEST_CASE(a_definition_is_started_by_its_own_address) {
  Circleci ci;
  ci.post("/api/v2/project/circleci/org/project/pipeline/run", 201, R"({"number":5,"state":"pending","id":"x"})");
  ra::ci::Job job = gateway("circleci/org/project");
  job.definition = "2338d0ae-5541-4bbf-88a2-55e9f7281f80";
  job.parameters = {{"dry_run", true}};

  const auto result = ci.trigger(job);

  BOOST_REQUIRE(result.has_value());
  BOOST_TEST(result->http_link == "https://app.circleci.com/pipelines/circleci/org/project/5");
  BOOST_TEST(ci.request(0).body ==
             R"({"definition_id":"2338d0ae-5541-4bbf-88a2-55e9f7281f80","config":{"branch":"3.16.x"},)"
             R"("checkout":{"branch":"3.16.x"},"parameters":{"dry_run":true}})");
}

BOOST_AUTO_TEST_CASE(a_definition_that_was_not_started_is_final_with_the_reason) {
  Circleci ci;
  ci.post("/pipeline/run", 200, R"({"message":"Ignoring pipeline due to CI skip in the commit"})");
  ra::ci::Job job = gateway();
  job.definition = "2338d0ae-5541-4bbf-88a2-55e9f7281f80";

  const auto result = ci.trigger(job);

  BOOST_REQUIRE(result.has_error());
  BOOST_TEST(result.error().code == Errc::failed_ci);
  BOOST_TEST(
      contains(result.error().message, "CircleCI did not start it: Ignoring pipeline due to CI skip in the commit"));
}

BOOST_AUTO_TEST_CASE(a_refused_request_is_a_matter_of_configuration) {
  for (const int status : {400, 422}) BOOST_TEST_CONTEXT(status) {
      Circleci ci;
      ci.post("/pipeline", status, R"({"message":"Unexpected argument(s): dry_run"})");

      const auto result = ci.trigger();

      BOOST_REQUIRE(result.has_error());
      BOOST_TEST(result.error().code == Errc::config);
      BOOST_TEST(contains(result.error().message, "Unexpected argument(s): dry_run"));
      BOOST_TEST(contains(result.error().hint, "declared"));
    }
}

BOOST_AUTO_TEST_CASE(no_permission_and_no_project_are_told_apart) {
  Circleci ci;
  ci.post("/pipeline", 401, R"({"message":"Invalid token provided."})");
  ci.post("/pipeline", 403, R"({"message":"Permission denied"})");
  ci.post("/pipeline", 404, R"({"message":"Project not found"})");
  ci.post("/pipeline", 429, R"({"message":"Too many requests"})");

  BOOST_TEST(ci.trigger().error().code == Errc::unauthorized);
  BOOST_TEST(ci.trigger().error().code == Errc::unauthorized);
  const auto missing = ci.trigger();
  BOOST_TEST(missing.error().code == Errc::not_found);
  BOOST_TEST(contains(missing.error().message, "is not set up on CircleCI, or the token may not see it"));
  BOOST_TEST(ci.trigger().error().code == Errc::rate_limited);
}

BOOST_AUTO_TEST_CASE(after_a_server_error_or_an_unreadable_answer_it_is_uncertain) {
  Circleci ci;
  ci.post("/pipeline", 500, R"({"message":"oops"})");
  ci.post("/pipeline", 502, "<html>");
  ci.post("/pipeline", 201, R"({"number":100,"sta)");
  ci.post("/pipeline", 201, R"({"number":100})");
  ci.post("/pipeline", 201, R"({"id":"x"})");
  ci.post("/pipeline", 201, "[]");
  ci.post("/pipeline", 200, R"({"number":100,"id":"x"})");
  ci.post("/pipeline", 202, "");

  for (int i = 0; i < 8; ++i) BOOST_TEST_CONTEXT(i) {
      const auto result = ci.trigger();
      BOOST_REQUIRE(result.has_error());
      BOOST_TEST(result.error().code == Errc::uncertain);
    }
  BOOST_TEST(ci.client.done());
}

BOOST_AUTO_TEST_CASE(an_uncertain_transport_stays_uncertain) {
  Circleci ci;
  ci.client.expect(ra::http::Method::post, "/pipeline", ra::error(Errc::uncertain, "connection reset"));

  const auto result = ci.trigger();

  BOOST_TEST(result.error().code == Errc::uncertain);
  BOOST_TEST(result.error().message == "project gh/gravitee-io/gravitee-gateway: connection reset");
}

BOOST_AUTO_TEST_CASE(at_most_100_parameters_are_sent) {
  for (const int count : {99, 100, 101}) BOOST_TEST_CONTEXT(count) {
      Circleci ci;
      ci.post("/pipeline", 201, R"({"number":1,"id":"x"})");
      ra::ci::Job job = gateway();
      job.parameters.clear();
      for (int i = 0; i < count; ++i) job.parameters.emplace_back("p" + std::to_string(i), true);

      const auto result = ci.trigger(job);

      BOOST_TEST(result.has_value() == (count <= 100));
      BOOST_TEST(ci.client.requests().empty() == (count > 100));
      if (count > 100) BOOST_TEST(result.error().code == Errc::config);
    }
}

BOOST_AUTO_TEST_CASE(parameter_names_have_at_most_128_characters) {
  for (const std::size_t size : {127U, 128U, 129U}) BOOST_TEST_CONTEXT(size) {
      Circleci ci;
      ci.post("/pipeline", 201, R"({"number":1,"id":"x"})");
      ra::ci::Job job = gateway();
      job.parameters = {{name_of(size), true}};

      const auto result = ci.trigger(job);

      BOOST_TEST(result.has_value() == (size <= 128));
      BOOST_TEST(ci.client.requests().empty() == (size > 128));
      if (size > 128) BOOST_TEST(result.error().code == Errc::config);
    }
}

BOOST_AUTO_TEST_CASE(parameter_values_have_at_most_512_characters) {
  for (const std::size_t size : {511U, 512U, 513U}) BOOST_TEST_CONTEXT(size) {
      Circleci ci;
      ci.post("/pipeline", 201, R"({"number":1,"id":"x"})");
      ra::ci::Job job = gateway();
      std::string value;
      for (std::size_t i = 0; i < size; ++i) value += "é";  // characters, not bytes
      job.parameters = {{"note", value}};

      const auto result = ci.trigger(job);

      BOOST_TEST(result.has_value() == (size <= 512));
      BOOST_TEST(ci.client.requests().empty() == (size > 512));
      if (size > 512) BOOST_TEST(result.error().code == Errc::config);
    }
}

BOOST_AUTO_TEST_CASE(links_follow_the_server_and_the_kind_of_project) {
  const auto link = [](std::string base, std::string slug) {
    Circleci ci{std::move(base)};
    ci.post("/pipeline", 201, R"({"number":7,"id":"x"})");
    return ci.trigger(gateway(std::move(slug)))->http_link;
  };

  BOOST_TEST(link("https://circleci.com", "bb/o/r") == "https://app.circleci.com/pipelines/bitbucket/o/r/7");
  BOOST_TEST(link("https://circleci.com/", "github/o/r") == "https://app.circleci.com/pipelines/github/o/r/7");
  BOOST_TEST(link("http://127.0.0.1:8080", "gh/o/r") == "http://127.0.0.1:8080/pipelines/github/o/r/7");
  BOOST_TEST(link("https://circleci.com", "svn/o/r") == "");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
