#include "http/following.hpp"

#include "base/coroutine.hpp"
#include "support/http_script.hpp"

#include <boost/test/unit_test.hpp>

using ra::Errc;
using ra::http::Method;
using ra::http::Response;
using ra::test::answer;
using ra::test::borrowed;
using ra::test::ScriptedClient;

namespace {

Response redirect(int status, const std::string& to) {
  Response response = answer(status);
  response.headers.set("Location", to);
  return response;
}

struct Bench {
  ScriptedClient script;
  std::unique_ptr<ra::http::Client> client = ra::http::following(borrowed(script));

  ra::Result<Response> send(Method method = Method::get) {
    ra::http::Request request;
    request.method = method;
    request.url = "https://a/x";
    request.headers.set("Authorization", "Basic eA==");
    request.headers.set("X-JFrog-Art-Api", "x");
    return ra::run_coroutine(client->send(request));
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(following_redirects)

BOOST_AUTO_TEST_CASE(the_same_host_keeps_the_authorization_and_another_gets_none) {
  Bench b;
  b.script.expect(Method::get, "https://a/x", redirect(302, "/y"));
  b.script.expect(Method::get, "https://a/y", redirect(307, "https://b/z?sig=1"));
  b.script.expect(Method::get, "https://b/z?sig=1", answer(200, "it"));

  BOOST_TEST(b.send().value().body == "it");
  BOOST_TEST(b.script.requests()[1].headers.get("Authorization") == "Basic eA==");
  BOOST_TEST(b.script.requests()[2].headers.get("Authorization") == "");
  BOOST_TEST(b.script.requests()[1].headers.get("X-JFrog-Art-Api") == "x");
  BOOST_TEST(b.script.requests()[2].headers.get("X-JFrog-Art-Api") == "");
}

BOOST_AUTO_TEST_CASE(ten_are_followed_and_not_one_more) {
  Bench ten;
  for (int i = 0; i < 10; ++i) ten.script.expect(Method::get, "https://a/x", redirect(301, "https://a/x"));
  ten.script.expect(Method::get, "https://a/x", answer(200));
  Bench eleven;
  for (int i = 0; i < 11; ++i) eleven.script.expect(Method::get, "https://a/x", redirect(301, "https://a/x"));

  BOOST_TEST(ten.send().has_value());
  BOOST_TEST((eleven.send().error().code == Errc::unavailable));
}

BOOST_AUTO_TEST_CASE(https_leads_to_no_plain_http) {
  Bench b;
  b.script.expect(Method::get, "https://a/x", redirect(302, "http://a/x"));

  BOOST_TEST(b.send().error().message == "https://a/x redirects to `http://a/x`, where nobody follows");
}

BOOST_AUTO_TEST_CASE(who_does_not_want_it_gets_the_redirect_itself) {
  Bench b;
  b.script.expect(Method::get, "https://a/x", redirect(301, "https://b/x"));
  ra::http::Request request;
  request.url = "https://a/x";
  request.follow = false;

  BOOST_TEST(ra::run_coroutine(b.client->send(request)).value().status == 301);
}

BOOST_AUTO_TEST_CASE(what_writes_is_not_sent_elsewhere) {
  Bench b;
  b.script.expect(Method::put, "https://a/x", redirect(307, "https://b/x"));

  BOOST_TEST(b.send(Method::put).value().status == 307);
}

BOOST_AUTO_TEST_SUITE_END()
