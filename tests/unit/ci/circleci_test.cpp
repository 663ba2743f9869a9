#include "circleci_support.hpp"

#include "base/files.hpp"
#include "base/json.hpp"
#include "support/temporary_folder.hpp"

using namespace ra::test;
using ra::Errc;
using ra::ci::PipelineState;

namespace {

ra::Result<> check(Circleci& ci, const ra::ci::Job& job = gateway()) { return await(ci.provider->check(job)); }

ra::Result<ra::ci::PipelineRef> trigger(Circleci& ci, const ra::ci::Job& job = gateway()) {
  return await(ci.provider->trigger(job));
}

ra::Result<std::optional<ra::ci::PipelineRef>> find(Circleci& ci, std::int64_t after,
                                                    const std::set<std::string>& known = {},
                                                    const std::string& definition = {}) {
  ra::ci::Job job = gateway();
  job.definition = definition;
  return await(ci.provider->find(job, after, known));
}

ra::Result<ra::ci::Observation> observe(Circleci& ci, const std::string& id) {
  const ra::ci::Job job = gateway();
  const ra::ci::PipelineRef ref = pipeline(id, 126);
  return await(ci.provider->observe(job, ref));
}

constexpr const char* created = R"({"id":"p","state":"created","errors":[]})";
constexpr const char* no_workflows = R"({"items":[],"next_page_token":null})";

// An item of a project's list of pipelines.
std::string item(int number, const std::string& login = "release-bot", const std::string& type = "api",
                 const std::string& branch = "3.16.x") {
  return R"({"id":"p-)" + std::to_string(number) + R"(","number":)" + std::to_string(number) +
         R"(,"created_at":"2026-01-14T10:26:03Z","trigger":{"type":")" + type + R"(","actor":{"login":")" + login +
         R"("}},"vcs":{"branch":")" + branch + R"("}})";
}

std::string page(const std::vector<std::string>& items, const std::string& next = {}) {
  std::string text = R"({"items":[)";
  for (std::size_t i = 0; i < items.size(); ++i) text += (i > 0 ? "," : "") + items[i];
  return text + R"(],"next_page_token":)" + (next.empty() ? "null" : ra::json::quoted(next)) + "}";
}

void we_are_release_bot(Circleci& ci) { ci.get("/api/v2/me", 200, R"({"id":"u","login":"release-bot","name":"R"})"); }

std::string name_of(std::size_t length) { return std::string(length, 'k'); }

}  // namespace

BOOST_AUTO_TEST_SUITE(circleci)

BOOST_AUTO_TEST_SUITE(checking_a_project)

BOOST_AUTO_TEST_CASE(a_project_that_is_there_is_fine) {
  Circleci ci;
  ci.get("/project/", 200, R"({"slug":"gh/gravitee-io/gravitee-gateway"})");

  BOOST_TEST(check(ci).has_value());
  BOOST_TEST(ci.request(0).url == "https://circleci.com/api/v2/project/gh/gravitee-io/gravitee-gateway");
  BOOST_TEST(ci.request(0).headers.get("Circle-Token") == "CCIPAT_secret");
  BOOST_TEST(ci.request(0).headers.get("Accept") == "application/json");
}

BOOST_AUTO_TEST_CASE(the_parts_of_a_slug_are_encoded_and_its_slashes_kept) {
  Circleci ci{"http://127.0.0.1:8080/"};
  ci.get("", 200, "{}");

  BOOST_TEST(check(ci, gateway("circleci/8e 4/a?b#c")).has_value());
  BOOST_TEST(ci.request(0).url == "http://127.0.0.1:8080/api/v2/project/circleci/8e%204/a%3Fb%23c");
}

BOOST_AUTO_TEST_CASE(what_is_no_slug_is_never_asked_for) {
  for (const char* slug : {"", "gh/gravitee-io", "gh//x", "gh/a/b/c", "gh/../x", "/a/b"}) BOOST_TEST_CONTEXT(slug) {
      Circleci ci;

      const auto result = check(ci, gateway(slug));

      BOOST_REQUIRE(result.has_error());
      BOOST_TEST(result.error().code == Errc::config);
      BOOST_TEST(ci.client.requests().empty());
    }
}

BOOST_AUTO_TEST_CASE(a_project_that_is_not_there_is_not_found_with_a_hint) {
  Circleci ci;
  ci.get("/project/", 404, R"({"message":"Project not found"})");

  const auto result = check(ci);

  BOOST_REQUIRE(result.has_error());
  BOOST_TEST(result.error().code == Errc::not_found);
  BOOST_TEST(result.error().message ==
             "project gh/gravitee-io/gravitee-gateway is not set up on CircleCI, or the token may not see it");
  BOOST_TEST(contains(result.error().hint, "ci.projects"));
}

BOOST_AUTO_TEST_CASE(a_refused_token_says_why_and_what_is_needed) {
  Circleci ci;
  ci.get("/project/", 401, R"({"message":"New format tokens are needed to authenticate this API endpoint."})");

  const auto result = check(ci);

  BOOST_REQUIRE(result.has_error());
  BOOST_TEST(result.error().code == Errc::unauthorized);
  BOOST_TEST(result.error().message.starts_with("CircleCI refused the token: New format tokens"));
  BOOST_TEST(contains(result.error().hint, "personal API token"));
  BOOST_TEST(!contains(result.error().message + result.error().hint, "CCIPAT"));
}

BOOST_AUTO_TEST_CASE(forbidden_is_unauthorized) {
  Circleci ci;
  ci.get("/project/", 403, R"({"message":"Permission denied."})");

  BOOST_TEST(check(ci).error().code == Errc::unauthorized);
}

BOOST_AUTO_TEST_CASE(too_many_requests_is_rate_limited) {
  Circleci ci;
  ci.get("/project/", 429, "");

  BOOST_TEST(check(ci).error().code == Errc::rate_limited);
}

BOOST_AUTO_TEST_CASE(a_server_error_of_a_read_is_transient) {
  Circleci ci;
  ci.get("/project/", 503, "<html>nothing here</html>");

  const auto result = check(ci);

  BOOST_REQUIRE(result.has_error());
  BOOST_TEST(result.error().code == Errc::transient);
  BOOST_TEST(result.error().message == "project gh/gravitee-io/gravitee-gateway: CircleCI answered 503");
}

BOOST_AUTO_TEST_CASE(an_answer_that_is_cut_off_is_no_success) {
  Circleci ci;
  ci.get("/project/", 200, R"({"slug":"gh/gra)");

  BOOST_TEST(check(ci).error().code == Errc::transient);
}

BOOST_AUTO_TEST_CASE(a_redirect_is_no_success) {
  Circleci ci;
  ci.get("/project/", 302, "{}");

  BOOST_TEST(check(ci).has_error());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(newest_number)

BOOST_AUTO_TEST_CASE(it_is_the_greatest_of_the_first_page) {
  Circleci ci;
  ci.get("/api/v2/project/gh/gravitee-io/gravitee-gateway/pipeline", 200, page({item(7), item(9), item(8)}, "next"));

  const auto result = await(ci.provider->newest_number(gateway()));

  BOOST_REQUIRE(result.has_value());
  BOOST_TEST(*result == 9);
  BOOST_TEST(ci.client.requests().size() == 1U);
}

BOOST_AUTO_TEST_CASE(it_is_0_where_nothing_ran_yet) {
  Circleci ci;
  ci.get("/pipeline", 200, page({}));

  BOOST_TEST(*await(ci.provider->newest_number(gateway())) == 0);
}

BOOST_AUTO_TEST_CASE(it_is_never_guessed) {
  for (const char* body : {R"({"items":null})", R"({})", R"({"items":[{"id":"x"}]})", "[]"}) BOOST_TEST_CONTEXT(body) {
      Circleci ci;
      ci.get("/pipeline", 200, body);

      BOOST_TEST(await(ci.provider->newest_number(gateway())).has_error());
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(triggering)

BOOST_AUTO_TEST_CASE(it_sends_the_branch_and_the_parameters_in_their_order) {
  Circleci ci;
  ci.post("/pipeline", 201,
          R"({"number":100,"state":"pending","id":"a525dfb1","created_at":"2020-12-09T11:31:35.607Z"})");

  const auto result = trigger(ci);

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

  BOOST_TEST(trigger(ci)->number == 100);
  BOOST_TEST(trigger(ci)->id == "63abb1eb-b82f-4184-9af6-ae523bacb36f");
  BOOST_TEST(trigger(ci)->number == 6);
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

  BOOST_REQUIRE(trigger(ci, job).has_value());

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

  const auto result = trigger(ci, job);

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

  const auto result = trigger(ci, job);

  BOOST_REQUIRE(result.has_error());
  BOOST_TEST(result.error().code == Errc::failed_ci);
  BOOST_TEST(
      contains(result.error().message, "CircleCI did not start it: Ignoring pipeline due to CI skip in the commit"));
}

BOOST_AUTO_TEST_CASE(a_refused_request_is_a_matter_of_configuration) {
  for (const int status : {400, 422}) BOOST_TEST_CONTEXT(status) {
      Circleci ci;
      ci.post("/pipeline", status, R"({"message":"Unexpected argument(s): dry_run"})");

      const auto result = trigger(ci);

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

  BOOST_TEST(trigger(ci).error().code == Errc::unauthorized);
  BOOST_TEST(trigger(ci).error().code == Errc::unauthorized);
  const auto missing = trigger(ci);
  BOOST_TEST(missing.error().code == Errc::not_found);
  BOOST_TEST(contains(missing.error().message, "is not set up on CircleCI, or the token may not see it"));
  BOOST_TEST(trigger(ci).error().code == Errc::rate_limited);
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
      const auto result = trigger(ci);
      BOOST_REQUIRE(result.has_error());
      BOOST_TEST(result.error().code == Errc::uncertain);
    }
  BOOST_TEST(ci.client.done());
}

BOOST_AUTO_TEST_CASE(an_uncertain_transport_stays_uncertain) {
  Circleci ci;
  ci.client.expect(ra::http::Method::post, "/pipeline", ra::error(Errc::uncertain, "connection reset"));

  const auto result = trigger(ci);

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

      const auto result = trigger(ci, job);

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

      const auto result = trigger(ci, job);

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

      const auto result = trigger(ci, job);

      BOOST_TEST(result.has_value() == (size <= 512));
      BOOST_TEST(ci.client.requests().empty() == (size > 512));
      if (size > 512) BOOST_TEST(result.error().code == Errc::config);
    }
}

BOOST_AUTO_TEST_CASE(links_follow_the_server_and_the_kind_of_project) {
  const auto link = [](std::string base, std::string slug) {
    Circleci ci{std::move(base)};
    ci.post("/pipeline", 201, R"({"number":7,"id":"x"})");
    return trigger(ci, gateway(std::move(slug)))->http_link;
  };

  BOOST_TEST(link("https://circleci.com", "bb/o/r") == "https://app.circleci.com/pipelines/bitbucket/o/r/7");
  BOOST_TEST(link("https://circleci.com/", "github/o/r") == "https://app.circleci.com/pipelines/github/o/r/7");
  BOOST_TEST(link("http://127.0.0.1:8080", "gh/o/r") == "http://127.0.0.1:8080/pipelines/github/o/r/7");
  BOOST_TEST(link("https://circleci.com", "svn/o/r") == "");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(finding_a_lost_pipeline)

BOOST_AUTO_TEST_CASE(ours_is_found_by_number_branch_trigger_and_account) {
  Circleci ci;
  we_are_release_bot(ci);
  ci.get("/pipeline?branch=3.16.x", 200,
         page({item(16), item(15, "somebody"), item(14, "release-bot", "webhook"),
               item(13, "release-bot", "api", "master"), item(12), item(11)}));

  const auto result = find(ci, 12);

  BOOST_REQUIRE(result.has_value());
  BOOST_REQUIRE(result->has_value());
  BOOST_TEST((*result)->id == "p-16");
  BOOST_TEST((*result)->number == 16);
  BOOST_TEST((*result)->created_at == "2026-01-14T10:26:03Z");
  BOOST_TEST((*result)->http_link == "https://app.circleci.com/pipelines/github/gravitee-io/gravitee-gateway/16");
}

BOOST_AUTO_TEST_CASE(only_what_our_trigger_can_have_made_is_ours) {
  struct Row {
    std::string type;
    bool by_branch;
    bool by_definition;
  };
  const std::vector<Row> rows{{"api", true, true},
                              {"explicit", false, true},
                              {"webhook", false, false},
                              {"scheduled_pipeline", false, false},
                              {"something_new", false, false}};
  for (const Row& row : rows) {
    for (const bool definition : {false, true}) {
      Circleci ci;
      we_are_release_bot(ci);
      ci.get("/pipeline?branch=3.16.x", 200, page({item(13, "release-bot", row.type)}));

      const auto result = find(ci, 12, {}, definition ? "2338d0ae-5541-4bbf-88a2-55e9f7281f80" : "");

      BOOST_TEST_CONTEXT(row.type << (definition ? " by definition" : " by branch")) {
        BOOST_REQUIRE(result.has_value());
        BOOST_TEST(result->has_value() == (definition ? row.by_definition : row.by_branch));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(what_does_not_say_who_started_it_leaves_the_question_open) {
  for (const char* trigger : {R"({"actor":{"login":"release-bot"}})", R"({"type":7,"actor":{"login":"release-bot"}})",
                              R"({"type":"api"})", R"({"type":"api","actor":{"login":null}})", R"("api")", "null"})
    BOOST_TEST_CONTEXT(trigger) {
      Circleci ci;
      we_are_release_bot(ci);
      ci.get("/pipeline?branch=", 200,
             page({R"({"id":"p-13","number":13,"vcs":{"branch":"3.16.x"},"trigger":)" + std::string{trigger} + "}"}));

      const auto result = find(ci, 12);

      BOOST_REQUIRE(result.has_error());
      BOOST_TEST(result.error().code == Errc::transient);
      BOOST_TEST(contains(result.error().message, "CircleCI's answer lacks `trigger."));
    }
}

BOOST_AUTO_TEST_CASE(nothing_newer_is_nothing_found_and_ends_the_search) {
  for (const int number : {11, 12}) BOOST_TEST_CONTEXT(number) {
      Circleci ci;
      we_are_release_bot(ci);
      ci.get("/pipeline?branch=", 200, page({item(number)}, "more"));

      const auto result = find(ci, 12);

      BOOST_REQUIRE(result.has_value());
      BOOST_TEST(!result->has_value());
      BOOST_TEST(ci.client.done());
    }
}

BOOST_AUTO_TEST_CASE(the_branch_is_encoded) {
  Circleci ci;
  we_are_release_bot(ci);
  ci.get("/pipeline?branch=dry%2F3.16%26x%3D1%23%2B", 200, page({item(13, "release-bot", "api", "dry/3.16&x=1#+")}));
  ra::ci::Job job = gateway();
  job.branch = "dry/3.16&x=1#+";

  const auto result = await(ci.provider->find(job, 12, {}));

  BOOST_REQUIRE(result.has_value());
  BOOST_TEST(result->has_value());
}

BOOST_AUTO_TEST_CASE(known_ones_are_somebody_else_s) {
  Circleci ci;
  we_are_release_bot(ci);
  ci.get("/pipeline?branch=", 200, page({item(14), item(13)}));

  BOOST_TEST((*find(ci, 12, {"p-13"}))->id == "p-14");
}

BOOST_AUTO_TEST_CASE(of_several_the_oldest_is_taken_also_over_pages) {
  Circleci ci;
  we_are_release_bot(ci);
  ci.get("/pipeline?branch=", 200, page({item(17), item(16)}, "a+b/c="));
  ci.get("&page-token=a%2Bb%2Fc%3D", 200, page({item(15), item(14), item(3)}, "more"));

  BOOST_TEST((*find(ci, 12))->id == "p-14");
  BOOST_TEST(ci.client.done());
}

BOOST_AUTO_TEST_CASE(several_are_worth_a_warning) {
  const TemporaryFolder folder;
  const std::string file = (folder / "log.ndjson").string();
  ra::Log::Options options;
  options.level = ra::LogLevel::warning;
  options.json_file = file;
  const ra::Log log{options, {}};
  Circleci ci{"https://circleci.com", &log};
  we_are_release_bot(ci);
  ci.get("/pipeline?branch=", 200, page({item(17), item(16)}));

  BOOST_REQUIRE(find(ci, 12).has_value());

  const auto text = ra::read_file(file, 1U << 20U);
  BOOST_REQUIRE(text.has_value());
  BOOST_TEST(contains(*text, "taking the oldest: number=16"));
}

BOOST_AUTO_TEST_CASE(the_account_is_asked_for_once) {
  Circleci ci;
  we_are_release_bot(ci);
  ci.get("/pipeline?branch=", 200, page({}));
  ci.get("/pipeline?branch=", 200, page({}));

  BOOST_TEST(find(ci, 12).has_value());
  BOOST_TEST(find(ci, 12).has_value());
  BOOST_TEST(ci.client.done());
}

BOOST_AUTO_TEST_CASE(where_the_account_is_not_told_it_is_not_compared) {
  Circleci ci;
  ci.get("/api/v2/me", 403, R"({"message":"no"})");
  ci.get("/pipeline?branch=", 200, page({item(13, "somebody")}));

  BOOST_TEST((*find(ci, 12))->id == "p-13");
}

BOOST_AUTO_TEST_CASE(an_account_that_cannot_be_read_now_is_an_error) {
  Circleci ci;
  ci.get("/api/v2/me", 500, "");

  BOOST_TEST(find(ci, 12).error().code == Errc::transient);
}

BOOST_AUTO_TEST_CASE(pipelines_without_a_branch_of_their_own_are_those_the_server_chose) {
  Circleci ci;
  we_are_release_bot(ci);
  ci.get(
      "/pipeline?branch=", 200,
      page({R"({"id":"p-13","number":13,"trigger":{"type":"api","actor":{"login":"release-bot"}},)"
            R"("trigger_parameters":{"git":{"branch":"master"}}})",
            R"({"id":"p-14","number":14,"trigger":{"type":"api","actor":{"login":"release-bot"}},"vcs":{"tag":"v1"}})",
            R"({"id":"p-15","number":15,"trigger":{"type":"api","actor":{"login":"release-bot"}}})"}));

  BOOST_TEST((*find(ci, 12))->id == "p-15");
}

BOOST_AUTO_TEST_CASE(none_is_never_said_of_a_list_that_cannot_be_read_to_its_end) {
  for (const std::string& body :
       {std::string{R"({"items":null,"next_page_token":null})"}, std::string{R"({"next_page_token":null})"},
        std::string{R"({"items":[],"next_page_token":5})"},
        std::string{R"({"items":[{"number":13}],"next_page_token":null})"},
        std::string{R"({"items":[{"id":"x"}],"next_page_token":null})"}, std::string{"{"}})
    BOOST_TEST_CONTEXT(body) {
      Circleci ci;
      we_are_release_bot(ci);
      ci.get("/pipeline?branch=", 200, body);

      BOOST_TEST(find(ci, 12).error().code == Errc::transient);
    }
}

BOOST_AUTO_TEST_CASE(a_list_that_repeats_a_page_token_ends_in_an_error) {
  Circleci ci;
  we_are_release_bot(ci);
  ci.get("/pipeline?branch=", 200, page({item(20)}, "again"));
  ci.get("page-token=again", 200, page({item(19)}, "again"));

  const auto result = find(ci, 12);

  BOOST_REQUIRE(result.has_error());
  BOOST_TEST(contains(result.error().message, "page token `again` twice"));
}

BOOST_AUTO_TEST_CASE(a_list_may_have_100_pages_and_not_more) {
  for (const int pages : {99, 100, 101}) BOOST_TEST_CONTEXT(pages) {
      Circleci ci;
      we_are_release_bot(ci);
      for (int i = 1; i <= pages; ++i) ci.get("/pipeline", 200, page({}, i == pages ? "" : "t" + std::to_string(i)));

      BOOST_TEST(find(ci, 12).has_value() == (pages <= 100));
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(observing)

BOOST_AUTO_TEST_CASE(seed_001_is_read_as_it_came) {
  Circleci ci;
  ci.get("/api/v2/pipeline/b4f4eabc-d572-4fdf-916a-d5f05d178221", 200,
         circleci_fixture("seed001__pipeline-by-number.json"));
  ci.get("/api/v2/pipeline/b4f4eabc-d572-4fdf-916a-d5f05d178221/workflow", 200,
         circleci_fixture("seed001__pipeline-workflow-list_two-workflows.json"));

  const auto seen = observe(ci, "b4f4eabc-d572-4fdf-916a-d5f05d178221");

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
    const auto seen = observe(ci, "p");
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

  const auto seen = observe(ci, "x");

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

  BOOST_TEST((observe(ci, "p")->state == PipelineState::pending));
  BOOST_TEST((observe(ci, "p")->state == PipelineState::created));
  const auto third = observe(ci, "p");
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

      BOOST_TEST((observe(ci, "p")->state != PipelineState::created));
      BOOST_TEST((observe(ci, "p")->state == PipelineState::created));
    }
}

BOOST_AUTO_TEST_CASE(a_state_that_nobody_knows_is_said_once) {
  const TemporaryFolder folder;
  const std::string file = (folder / "log.ndjson").string();
  ra::Log::Options options;
  options.level = ra::LogLevel::warning;
  options.json_file = file;
  const ra::Log log{options, {}};
  Circleci ci{"https://circleci.com", &log};
  for (const char* state : {"pending", "hibernating", "hibernating"}) {
    ci.get("/pipeline/p", 200, R"({"state":")" + std::string{state} + R"("})");
    ci.get("/pipeline/p/workflow", 200, no_workflows);
    BOOST_TEST(observe(ci, "p").has_value());
  }

  const auto text = ra::read_file(file, 1U << 20U);

  BOOST_REQUIRE(text.has_value());
  BOOST_TEST(contains(*text, "does not know: hibernating; it is waited for"));
  BOOST_TEST(text->find("hibernating") == text->rfind("hibernating"));
  BOOST_TEST(!contains(*text, "pending"));
}

BOOST_AUTO_TEST_CASE(the_final_state_of_one_pipeline_says_nothing_of_another) {
  Circleci ci;
  ci.get("/api/v2/pipeline/p", 200, created);
  ci.get("/api/v2/pipeline/p/workflow", 200, no_workflows);
  ci.get("/api/v2/pipeline/q", 200, R"({"state":"setup"})");
  ci.get("/api/v2/pipeline/q/workflow", 200, no_workflows);

  BOOST_TEST((observe(ci, "p")->state == PipelineState::created));
  BOOST_TEST((observe(ci, "q")->state == PipelineState::setup));
}

BOOST_AUTO_TEST_CASE(every_state_has_its_meaning) {
  const auto state_of = [](const std::string& word) {
    Circleci ci;
    ci.get("/pipeline/p", 200, R"({"state":")" + word + R"("})");
    ci.get("/pipeline/p/workflow", 200, no_workflows);
    return observe(ci, "p")->state;
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

  const auto seen = observe(ci, "p");

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

  const auto seen = observe(ci, "p");

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
    return observe(ci, "p")->workflows.at(0);
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

  BOOST_TEST(observe(ci, "p")->workflows.size() == 3U);
}

BOOST_AUTO_TEST_CASE(a_pipeline_that_is_not_there_is_not_found) {
  Circleci ci;
  ci.get("/pipeline/p", 404, R"({"message":"Pipeline not found"})");

  BOOST_TEST(observe(ci, "p").error().code == Errc::not_found);
}

BOOST_AUTO_TEST_CASE(a_state_that_is_missing_is_an_error) {
  Circleci ci;
  ci.get("/pipeline/p", 200, R"({"id":"p","state":null})");

  BOOST_TEST(observe(ci, "p").error().code == Errc::transient);
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

      const auto seen = observe(ci, "p");

      BOOST_REQUIRE(seen.has_error());
      BOOST_TEST(seen.error().code == Errc::transient);
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
