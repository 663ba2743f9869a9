#include "publish/registry_login.hpp"

#include "base/base64.hpp"
#include "base/coroutine.hpp"
#include "support/fake_clock.hpp"
#include "support/http_script.hpp"

#include <boost/test/unit_test.hpp>

using ra::http::Method;
using ra::test::answer;

BOOST_AUTO_TEST_SUITE(registry_login)

BOOST_AUTO_TEST_CASE(only_registries_of_amazon_are_asked_for_a_token) {
  ra::test::ScriptedClient client;
  ra::test::FakeClock clock;
  ra::Environment environment;
  environment.variables = {{"AWS_ACCESS_KEY_ID", "AKID"}, {"AWS_SECRET_ACCESS_KEY", "the-secret-key"}};
  const auto ask = ra::publish::registry_login(client, environment, clock);

  const auto other = ra::run_coroutine(ask("ghcr.io"));
  BOOST_TEST_REQUIRE(other.has_value());
  BOOST_TEST(!other->has_value());

  client.expect(Method::post, "https://api.ecr.eu-west-1.amazonaws.com/",
                answer(200, R"({"authorizationData":[{"authorizationToken":")" + ra::base64_of("AWS:pass-word") +
                                R"(","expiresAt":1768428000}]})"));
  const auto ours = ra::run_coroutine(ask("123456789012.dkr.ecr.eu-west-1.amazonaws.com"));
  BOOST_TEST_REQUIRE(ours.has_value());
  BOOST_TEST_REQUIRE(ours->has_value());
  BOOST_TEST((*ours)->user == "AWS");
  BOOST_TEST((*ours)->password.reveal() == "pass-word");
  BOOST_TEST(client.done());
}

BOOST_AUTO_TEST_SUITE_END()
