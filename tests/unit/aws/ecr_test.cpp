#include "aws/ecr.hpp"

#include "base/base64.hpp"
#include "base/coroutine.hpp"
#include "support/fake_clock.hpp"
#include "support/http_script.hpp"

#include <boost/test/unit_test.hpp>

using ra::Errc;
using ra::aws::EcrRegistry;
using ra::http::Method;
using ra::test::answer;

namespace {

struct EcrBench {
  ra::test::ScriptedClient client;
  ra::test::FakeClock clock;
  ra::Environment environment;
  ra::aws::Account account{client, environment, clock, ra::aws::Credentials{"AKID", ra::Secret{"s"}, {}, {}}};
  EcrRegistry registry{"123456789012", "eu-west-1"};

  ra::Result<ra::aws::EcrToken> token() { return ra::run_coroutine(ecr_token(account, environment, registry)); }
  ra::Result<std::string> digest(const std::string& tag) {
    return ra::run_coroutine(ecr_digest(account, environment, registry, "apim/gateway", tag));
  }
  ra::Result<> create() {
    return ra::run_coroutine(create_ecr_repository(account, environment, registry, "apim/gateway"));
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(ecr)

BOOST_AUTO_TEST_CASE(its_registries_are_known_by_their_names) {
  const auto registry = ra::aws::ecr_registry("123456789012.dkr.ecr.eu-west-1.amazonaws.com");
  BOOST_TEST_REQUIRE(registry.has_value());
  BOOST_TEST(registry->account == "123456789012");
  BOOST_TEST(registry->region == "eu-west-1");
  BOOST_TEST(ra::aws::ecr_registry("123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn").has_value());
  BOOST_TEST(ra::aws::ecr_registry("123456789012.dkr.ecr-fips.us-east-1.amazonaws.com").has_value());
  for (const char* other : {"public.ecr.aws", "ghcr.io", "123456789012.dkr.ecr.eu-west-1.amazonaws.com.evil.example",
                            "12345678901x.dkr.ecr.eu-west-1.amazonaws.com", "123456789012.dkr.ecr..amazonaws.com"})
    BOOST_TEST(!ra::aws::ecr_registry(other).has_value(), other);
}

BOOST_AUTO_TEST_CASE(a_token_is_a_user_and_a_password_for_half_a_day) {
  EcrBench b;
  b.client.expect(Method::post, "https://api.ecr.eu-west-1.amazonaws.com/",
                  answer(200, R"({"authorizationData":[{"authorizationToken":")" + ra::base64_of("AWS:pass:word") +
                                  R"(","expiresAt":1768428000.5,"proxyEndpoint":"https://x"}]})"));

  const auto token = b.token();

  BOOST_TEST_REQUIRE(token.has_value());
  BOOST_TEST(token->user == "AWS");
  BOOST_TEST(token->password.reveal() == "pass:word");
  BOOST_TEST(ra::format_utc_ms(token->expires) == "2026-01-14T22:00:00.500Z");
  const auto& request = b.client.requests()[0];
  BOOST_TEST(request.headers.get("X-Amz-Target") == "AmazonEC2ContainerRegistry_V20150921.GetAuthorizationToken");
  BOOST_TEST(request.headers.get("Content-Type") == "application/x-amz-json-1.1");
  BOOST_TEST(request.headers.get("Authorization").find("/eu-west-1/ecr/aws4_request") != std::string::npos);
  BOOST_TEST(request.body == "{}");
}

BOOST_AUTO_TEST_CASE(who_may_not_is_told_so) {
  EcrBench b;
  b.client.expect(
      Method::post, "ecr",
      answer(400,
             R"({"__type":"com.amazon.coral.service#AccessDeniedException","Message":"User: x is not authorized"})"));

  const auto token = b.token();

  BOOST_TEST((token.error().code == Errc::unauthorized));
  BOOST_TEST(token.error().message == "asking ECR for a token: AccessDeniedException (User: x is not authorized)");
}

BOOST_AUTO_TEST_CASE(an_answer_without_a_token_is_an_error) {
  for (const char* body : {"{}", R"({"authorizationData":[{"authorizationToken":"!"}]})",
                           R"({"authorizationData":[{"authorizationToken":"QVdT"}]})"}) {
    EcrBench b;
    b.client.expect(Method::post, "ecr", answer(200, body));
    BOOST_TEST(b.token().has_error(), body);
  }
}

BOOST_AUTO_TEST_CASE(a_repository_is_created_and_one_that_is_there_is_done) {
  EcrBench b;
  b.client.expect(Method::post, "ecr", answer(200, R"({"repository":{"repositoryName":"apim/gateway"}})"));
  b.client.expect(Method::post, "ecr",
                  answer(400, R"({"__type":"RepositoryAlreadyExistsException","message":"there"})"));
  b.client.expect(Method::post, "ecr", answer(400, R"({"__type":"LimitExceededException","message":"too many"})"));

  BOOST_TEST(b.create().has_value());
  BOOST_TEST(b.create().has_value());
  BOOST_TEST(b.create().error().message ==
             "creating the repository apim/gateway in ECR: LimitExceededException (too many)");
  BOOST_TEST(b.client.requests()[0].body == R"({"registryId":"123456789012","repositoryName":"apim/gateway"})");
}

BOOST_AUTO_TEST_CASE(a_tag_has_a_digest) {
  EcrBench b;
  b.client.expect(Method::post, "https://api.ecr.eu-west-1.amazonaws.com/",
                  answer(200, R"({"imageDetails":[{"imageDigest":"sha256:1"}]})"));
  b.client.expect(Method::post, "ecr", answer(400, R"({"__type":"ImageNotFoundException","message":"no"})"));
  b.client.expect(Method::post, "ecr", answer(200, R"({"imageDetails":[]})"));

  BOOST_TEST(*b.digest("3.1.0") == "sha256:1");
  BOOST_TEST(b.digest("9.9.9").error().message == "ECR has no image apim/gateway:9.9.9");
  BOOST_TEST((b.digest("3.1.0").error().code == Errc::internal));
  BOOST_TEST(b.client.requests()[0].body ==
             R"({"registryId":"123456789012","repositoryName":"apim/gateway","imageIds":[{"imageTag":"3.1.0"}]})");
}

BOOST_AUTO_TEST_SUITE_END()
