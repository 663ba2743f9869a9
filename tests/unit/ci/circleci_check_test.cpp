#include "circleci_support.hpp"

using namespace ra::test;
using ra::Errc;

BOOST_AUTO_TEST_SUITE(circleci)

BOOST_AUTO_TEST_SUITE(checking_a_project)

BOOST_AUTO_TEST_CASE(a_project_that_is_there_is_fine) {
  Circleci ci;
  ci.get("/project/", 200, R"({"slug":"gh/gravitee-io/gravitee-gateway"})");

  BOOST_TEST(ci.check().has_value());
  BOOST_TEST(ci.request(0).url == "https://circleci.com/api/v2/project/gh/gravitee-io/gravitee-gateway");
  BOOST_TEST(ci.request(0).headers.get("Circle-Token") == "CCIPAT_secret");
  BOOST_TEST(ci.request(0).headers.get("Accept") == "application/json");
}

BOOST_AUTO_TEST_CASE(a_token_is_known_without_a_project) {
  Circleci ci;
  ci.get("/api/v2/me", 200, R"({"login":"ann","id":"1","name":"Ann"})");
  ci.get("/api/v2/me", 401, R"({"message":"You must log in first."})");

  BOOST_TEST(await(ci.provider->check_token()).value());
  BOOST_TEST((await(ci.provider->check_token()).error().code == Errc::unauthorized));
}

BOOST_AUTO_TEST_CASE(the_parts_of_a_slug_are_encoded_and_its_slashes_kept) {
  Circleci ci{"http://127.0.0.1:8080/"};
  ci.get("", 200, "{}");

  BOOST_TEST(ci.check(gateway("circleci/8e 4/a?b#c")).has_value());
  BOOST_TEST(ci.request(0).url == "http://127.0.0.1:8080/api/v2/project/circleci/8e%204/a%3Fb%23c");
}

BOOST_AUTO_TEST_CASE(what_is_no_slug_is_never_asked_for) {
  for (const char* slug : {"", "gh/gravitee-io", "gh//x", "gh/a/b/c", "gh/../x", "/a/b"}) BOOST_TEST_CONTEXT(slug) {
      Circleci ci;

      const auto result = ci.check(gateway(slug));

      BOOST_REQUIRE(result.has_error());
      BOOST_TEST(result.error().code == Errc::config);
      BOOST_TEST(ci.client.requests().empty());
    }
}

BOOST_AUTO_TEST_CASE(a_project_that_is_not_there_is_not_found_with_a_hint) {
  Circleci ci;
  ci.get("/project/", 404, R"({"message":"Project not found"})");

  const auto result = ci.check();

  BOOST_REQUIRE(result.has_error());
  BOOST_TEST(result.error().code == Errc::not_found);
  BOOST_TEST(result.error().message ==
             "project gh/gravitee-io/gravitee-gateway is not set up on CircleCI, or the token may not see it");
  BOOST_TEST(contains(result.error().hint, "ci.projects"));
}

BOOST_AUTO_TEST_CASE(a_refused_token_says_why_and_what_is_needed) {
  Circleci ci;
  ci.get("/project/", 401, R"({"message":"New format tokens are needed to authenticate this API endpoint."})");

  const auto result = ci.check();

  BOOST_REQUIRE(result.has_error());
  BOOST_TEST(result.error().code == Errc::unauthorized);
  BOOST_TEST(result.error().message.starts_with("CircleCI refused the token: New format tokens"));
  BOOST_TEST(contains(result.error().hint, "personal API token"));
  BOOST_TEST(!contains(result.error().message + result.error().hint, "CCIPAT"));
}

BOOST_AUTO_TEST_CASE(forbidden_is_unauthorized) {
  Circleci ci;
  ci.get("/project/", 403, R"({"message":"Permission denied."})");

  BOOST_TEST(ci.check().error().code == Errc::unauthorized);
}

BOOST_AUTO_TEST_CASE(too_many_requests_is_rate_limited) {
  Circleci ci;
  ci.get("/project/", 429, "");

  BOOST_TEST(ci.check().error().code == Errc::rate_limited);
}

BOOST_AUTO_TEST_CASE(a_server_error_of_a_read_is_transient) {
  Circleci ci;
  ci.get("/project/", 503, "<html>nothing here</html>");

  const auto result = ci.check();

  BOOST_REQUIRE(result.has_error());
  BOOST_TEST(result.error().code == Errc::transient);
  BOOST_TEST(result.error().message == "project gh/gravitee-io/gravitee-gateway: CircleCI answered 503");
}

BOOST_AUTO_TEST_CASE(an_answer_that_is_cut_off_is_no_success) {
  Circleci ci;
  ci.get("/project/", 200, R"({"slug":"gh/gra)");

  BOOST_TEST(ci.check().error().code == Errc::transient);
}

BOOST_AUTO_TEST_CASE(a_redirect_is_no_success) {
  Circleci ci;
  ci.get("/project/", 302, "{}");

  BOOST_TEST(ci.check().has_error());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
