#include "circleci_support.hpp"

#include "base/json.hpp"

using namespace ra::test;
using ra::Errc;

namespace {

// An item of a project's list of pipelines.
std::string item(int number, const std::string& login = "release-bot", const std::string& type = "api",
                 const std::string& branch = "3.16.x") {
  return R"({"id":"p-)" + std::to_string(number) + R"(","number":)" + std::to_string(number) +
         R"(,"created_at":"2026-01-14T10:26:03Z","trigger":{"type":")" + type + R"(","actor":{"login":")" + login +
         R"("}},"vcs":{"branch":")" + branch + R"("}})";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(circleci)

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

BOOST_AUTO_TEST_SUITE(finding_a_lost_pipeline)

BOOST_AUTO_TEST_CASE(ours_is_found_by_number_branch_trigger_and_account) {
  Circleci ci;
  ci.we_are_release_bot();
  ci.get("/pipeline?branch=3.16.x", 200,
         page({item(16), item(15, "somebody"), item(14, "release-bot", "webhook"),
               item(13, "release-bot", "api", "master"), item(12), item(11)}));

  const auto result = ci.find(12);

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
      ci.we_are_release_bot();
      ci.get("/pipeline?branch=3.16.x", 200, page({item(13, "release-bot", row.type)}));

      const auto result = ci.find(12, {}, definition ? "2338d0ae-5541-4bbf-88a2-55e9f7281f80" : "");

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
      ci.we_are_release_bot();
      ci.get("/pipeline?branch=", 200,
             page({R"({"id":"p-13","number":13,"vcs":{"branch":"3.16.x"},"trigger":)" + std::string{trigger} + "}"}));

      const auto result = ci.find(12);

      BOOST_REQUIRE(result.has_error());
      BOOST_TEST(result.error().code == Errc::transient);
      BOOST_TEST(contains(result.error().message, "CircleCI's answer lacks `trigger."));
    }
}

BOOST_AUTO_TEST_CASE(nothing_newer_is_nothing_found_and_ends_the_search) {
  for (const int number : {11, 12}) BOOST_TEST_CONTEXT(number) {
      Circleci ci;
      ci.we_are_release_bot();
      ci.get("/pipeline?branch=", 200, page({item(number)}, "more"));

      const auto result = ci.find(12);

      BOOST_REQUIRE(result.has_value());
      BOOST_TEST(!result->has_value());
      BOOST_TEST(ci.client.done());
    }
}

BOOST_AUTO_TEST_CASE(the_branch_is_encoded) {
  Circleci ci;
  ci.we_are_release_bot();
  ci.get("/pipeline?branch=dry%2F3.16%26x%3D1%23%2B", 200, page({item(13, "release-bot", "api", "dry/3.16&x=1#+")}));
  ra::ci::Job job = gateway();
  job.branch = "dry/3.16&x=1#+";

  const auto result = await(ci.provider->find(job, 12, {}));

  BOOST_REQUIRE(result.has_value());
  BOOST_TEST(result->has_value());
}

BOOST_AUTO_TEST_CASE(known_ones_are_somebody_else_s) {
  Circleci ci;
  ci.we_are_release_bot();
  ci.get("/pipeline?branch=", 200, page({item(14), item(13)}));

  BOOST_TEST((*ci.find(12, {"p-13"}))->id == "p-14");
}

BOOST_AUTO_TEST_CASE(of_several_the_oldest_is_taken_also_over_pages) {
  Circleci ci;
  ci.we_are_release_bot();
  ci.get("/pipeline?branch=", 200, page({item(17), item(16)}, "a+b/c="));
  ci.get("&page-token=a%2Bb%2Fc%3D", 200, page({item(15), item(14), item(3)}, "more"));

  BOOST_TEST((*ci.find(12))->id == "p-14");
  BOOST_TEST(ci.client.done());
}

BOOST_AUTO_TEST_CASE(several_are_worth_a_warning) {
  const WrittenLog log;
  Circleci ci{"https://circleci.com", &log.log};
  ci.we_are_release_bot();
  ci.get("/pipeline?branch=", 200, page({item(17), item(16)}));

  BOOST_REQUIRE(ci.find(12).has_value());

  BOOST_TEST(contains(log.text(), "taking the oldest: number=16"));
}

BOOST_AUTO_TEST_CASE(the_account_is_asked_for_once) {
  Circleci ci;
  ci.we_are_release_bot();
  ci.get("/pipeline?branch=", 200, page({}));
  ci.get("/pipeline?branch=", 200, page({}));

  BOOST_TEST(ci.find(12).has_value());
  BOOST_TEST(ci.find(12).has_value());
  BOOST_TEST(ci.client.done());
}

BOOST_AUTO_TEST_CASE(where_the_account_is_not_told_it_is_not_compared) {
  Circleci ci;
  ci.get("/api/v2/me", 403, R"({"message":"no"})");
  ci.get("/pipeline?branch=", 200, page({item(13, "somebody")}));

  BOOST_TEST((*ci.find(12))->id == "p-13");
}

BOOST_AUTO_TEST_CASE(an_account_that_cannot_be_read_now_is_an_error) {
  Circleci ci;
  ci.get("/api/v2/me", 500, "");

  BOOST_TEST(ci.find(12).error().code == Errc::transient);
}

BOOST_AUTO_TEST_CASE(pipelines_without_a_branch_of_their_own_are_those_the_server_chose) {
  Circleci ci;
  ci.we_are_release_bot();
  ci.get(
      "/pipeline?branch=", 200,
      page({R"({"id":"p-13","number":13,"trigger":{"type":"api","actor":{"login":"release-bot"}},)"
            R"("trigger_parameters":{"git":{"branch":"master"}}})",
            R"({"id":"p-14","number":14,"trigger":{"type":"api","actor":{"login":"release-bot"}},"vcs":{"tag":"v1"}})",
            R"({"id":"p-15","number":15,"trigger":{"type":"api","actor":{"login":"release-bot"}}})"}));

  BOOST_TEST((*ci.find(12))->id == "p-15");
}

BOOST_AUTO_TEST_CASE(none_is_never_said_of_a_list_that_cannot_be_read_to_its_end) {
  for (const std::string& body :
       {std::string{R"({"items":null,"next_page_token":null})"}, std::string{R"({"next_page_token":null})"},
        std::string{R"({"items":[],"next_page_token":5})"},
        std::string{R"({"items":[{"number":13}],"next_page_token":null})"},
        std::string{R"({"items":[{"id":"x"}],"next_page_token":null})"}, std::string{"{"}})
    BOOST_TEST_CONTEXT(body) {
      Circleci ci;
      ci.we_are_release_bot();
      ci.get("/pipeline?branch=", 200, body);

      BOOST_TEST(ci.find(12).error().code == Errc::transient);
    }
}

BOOST_AUTO_TEST_CASE(a_list_that_repeats_a_page_token_ends_in_an_error) {
  Circleci ci;
  ci.we_are_release_bot();
  ci.get("/pipeline?branch=", 200, page({item(20)}, "again"));
  ci.get("page-token=again", 200, page({item(19)}, "again"));

  const auto result = ci.find(12);

  BOOST_REQUIRE(result.has_error());
  BOOST_TEST(contains(result.error().message, "page token `again` twice"));
}

BOOST_AUTO_TEST_CASE(a_list_may_have_100_pages_and_not_more) {
  for (const int pages : {99, 100, 101}) BOOST_TEST_CONTEXT(pages) {
      Circleci ci;
      ci.we_are_release_bot();
      for (int i = 1; i <= pages; ++i) ci.get("/pipeline", 200, page({}, i == pages ? "" : "t" + std::to_string(i)));

      BOOST_TEST(ci.find(12).has_value() == (pages <= 100));
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
