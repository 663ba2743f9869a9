#include "registry_bench.hpp"

#include <boost/test/unit_test.hpp>

using namespace ra::oci;
using namespace ra::oci::test;
using ra::Errc;
using ra::http::Method;
using ra::test::await;
using ra::test::json_answer;

namespace {

const std::pair<std::string, std::string> bearer{
    "WWW-Authenticate", R"(Bearer realm="https://t.example/token",service="r",scope="repository:a/b:pull")"};
const std::pair<std::string, std::string> basic{"WWW-Authenticate", R"(Basic realm="x")"};

struct SessionBench : RegistryBench {
  std::shared_ptr<Session> session = std::make_shared<Session>(access(), "r.example");

  ra::Result<ra::http::Response> get(const std::string& scope = "repository:a/b:pull",
                                     const std::string& url = "https://r.example/v2/") {
    ra::http::Request request;
    request.url = url;
    return await(session->send(request, scope));
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(sessions, SessionBench)

BOOST_AUTO_TEST_CASE(who_is_not_asked_tells_nothing) {
  client.expect(Method::get, "/v2/", reply(200));

  BOOST_TEST(get().value().status == 200);

  BOOST_TEST(sent(0, "Authorization") == "");
}

BOOST_AUTO_TEST_CASE(basic_is_told_at_the_second_request_and_from_then_on) {
  client.expect(Method::get, "/v2/", reply(401, {basic}));
  client.expect(Method::get, "/v2/", reply(200));
  client.expect(Method::get, "/v2/", reply(200));

  get().value();
  get().value();

  BOOST_TEST(sent(1, "Authorization") == "Basic bWU6czNjcmV0LXMzY3JldA==");
  BOOST_TEST(sent(2, "Authorization") == sent(1, "Authorization"));
}

BOOST_AUTO_TEST_CASE(a_token_is_fetched_once_for_a_scope) {
  client.expect(Method::get, "/v2/", reply(401, {bearer}));
  client.expect(Method::get, "https://t.example/token?service=r&scope=repository%3Aa%2Fb%3Apull",
                json_answer(200, R"({"token": "T1"})"));
  client.expect(Method::get, "/v2/", reply(200));
  client.expect(Method::get, "/v2/", reply(200));
  client.expect(Method::get, "scope=repository%3Ac%3Apull", json_answer(200, R"({"access_token": "T2"})"));
  client.expect(Method::get, "/v2/", reply(200));

  get().value();
  get().value();
  get("repository:c:pull").value();

  BOOST_TEST(client.done());
  BOOST_TEST(sent(1, "Authorization") == "Basic bWU6czNjcmV0LXMzY3JldA==");
  BOOST_TEST(sent(3, "Authorization") == "Bearer T1");
  BOOST_TEST(sent(5, "Authorization") == "Bearer T2");
}

BOOST_AUTO_TEST_CASE(a_token_that_says_nothing_is_good_for_a_minute_less_a_quarter) {
  client.expect(Method::get, "/v2/", reply(401, {bearer}));
  client.expect(Method::get, "/token", json_answer(200, R"({"token": "T1"})"));
  client.expect(Method::get, "/v2/", reply(200));
  client.expect(Method::get, "/v2/", reply(200));
  client.expect(Method::get, "/token", json_answer(200, R"({"token": "T2"})"));
  client.expect(Method::get, "/v2/", reply(200));
  get().value();

  clock.advance(std::chrono::seconds{44});
  get().value();
  clock.advance(std::chrono::seconds{1});
  get().value();

  BOOST_TEST(client.done());
  BOOST_TEST(sent(5, "Authorization") == "Bearer T2");
}

BOOST_AUTO_TEST_CASE(a_token_that_is_refused_is_fetched_anew_once) {
  client.expect(Method::get, "/v2/", reply(401, {bearer}));
  client.expect(Method::get, "/token", json_answer(200, R"({"token": "T1"})"));
  client.expect(Method::get, "/v2/", reply(401, {bearer}));

  BOOST_TEST(get().value().status == 401);

  BOOST_TEST(client.done());
}

BOOST_AUTO_TEST_CASE(nobody_in_particular_gets_a_token_too) {
  ask = nobody();
  session = std::make_shared<Session>(access(), "r.example");
  client.expect(Method::get, "/v2/", reply(401, {bearer}));
  client.expect(Method::get, "/token", json_answer(200, R"({"token": "T1"})"));
  client.expect(Method::get, "/v2/", reply(200));

  get().value();

  BOOST_TEST(sent(1, "Authorization") == "");
  BOOST_TEST(sent(2, "Authorization") == "Bearer T1");
}

BOOST_AUTO_TEST_CASE(a_refresh_token_is_posted) {
  ask = these("r.example", {"<token>", ra::Secret{"R"}});
  session = std::make_shared<Session>(access(), "r.example");
  client.expect(Method::get, "/v2/", reply(401, {bearer}));
  client.expect(Method::post, "https://t.example/token", json_answer(200, R"({"access_token": "T1"})"));
  client.expect(Method::get, "/v2/", reply(200));

  get().value();

  BOOST_TEST(
      client.requests().at(1).body ==
      "service=r&grant_type=refresh_token&client_id=release-action&refresh_token=R&scope=repository%3Aa%2Fb%3Apull");
}

BOOST_AUTO_TEST_CASE(a_wrong_password_is_said) {
  client.expect(Method::get, "/v2/", reply(401, {bearer}));
  client.expect(Method::get, "/token", reply(401));

  const auto answer = get();

  BOOST_TEST((answer.error().code == Errc::unauthorized));
  BOOST_TEST(answer.error().message == "r.example gives the user `me` no token");
}

BOOST_AUTO_TEST_CASE(a_realm_over_plain_http_elsewhere_is_not_gone_to) {
  client.expect(Method::get, "/v2/", reply(401, {{"WWW-Authenticate", R"(Bearer realm="http://t.example/token")"}}));

  BOOST_TEST((get().error().code == Errc::unauthorized));
  BOOST_TEST(client.requests().size() == 1U);
}

BOOST_AUTO_TEST_CASE(another_host_is_not_told_who_asks) {
  client.expect(Method::get, "/v2/", reply(401, {basic}));
  client.expect(Method::get, "/v2/", reply(200));
  client.expect(Method::get, "blobs.example", reply(401, {basic}));
  get().value();

  BOOST_TEST(get("repository:a/b:pull", "https://blobs.example/x").value().status == 401);

  BOOST_TEST(sent(2, "Authorization") == "");
  BOOST_TEST(client.done());
}

BOOST_AUTO_TEST_SUITE_END()
