#include "one_site.hpp"
#include "unit/model/fixtures.hpp"
#include "unit/model/schema.hpp"

using namespace ra::product;
using namespace ra::product::test;

BOOST_AUTO_TEST_SUITE(product_site)

BOOST_AUTO_TEST_CASE(on_this_machine_it_is_known_by_its_own_names_alone) {
  const SiteGuard guard = guard_of("127.0.0.1:8787", "https://Products.example/");
  for (const char* host : {"127.0.0.1:8787", "localhost:8787", "[::1]:8787", "products.example"})
    BOOST_TEST(status(refused_to_look(guard, request("GET", "/", host))) == 0, host);
  for (const char* host : {"evil.example", "evil.example:8787", "127.0.0.1", "127.0.0.1:80", ""})
    BOOST_TEST(status(refused_to_look(guard, request("GET", "/", host))) == 421, host);
  BOOST_TEST(status(refused_to_look(guard_of("0.0.0.0:8787"), request("GET", "/", "any.example"))) == 0);
  BOOST_TEST(status(refused_to_look(guard_of("0.0.0.0:8787", "https://p.example"), request("GET", "/", "any"))) == 421);
}

BOOST_AUTO_TEST_CASE(who_decides_has_the_token_and_asks_from_our_own_page) {
  const SiteGuard guard = guard_of("127.0.0.1:8787", "https://products.example");
  const auto with = [&](const char* name, const char* value) {
    Incoming one = deciding("/");
    one.headers.set(name, value);
    return status(refused_to_decide(guard, one));
  };
  BOOST_TEST(status(refused_to_decide(guard, deciding("/"))) == 0);
  BOOST_TEST(with("Authorization", "bearer the token") == 0);
  BOOST_TEST(with("Origin", "https://products.example") == 0);
  BOOST_TEST(with("Sec-Fetch-Site", "same-origin") == 0);
  BOOST_TEST(with("Authorization", "Bearer the tokeN") == 401);
  BOOST_TEST(with("Authorization", "Bearer ") == 401);
  BOOST_TEST(with("Authorization", "Bearer the toke") == 401);
  BOOST_TEST(with("Authorization", "Bearer the token2") == 401);
  BOOST_TEST(with("Authorization", "Basic eDp0aGUgdG9rZW4=") == 401);  // x:the token
  BOOST_TEST(with("Origin", "https://evil.example") == 403);
  BOOST_TEST(with("Origin", "null") == 403);
  BOOST_TEST(with("Sec-Fetch-Site", "cross-site") == 403);
  BOOST_TEST(with("Sec-Fetch-Site", "same-site") == 403);
  BOOST_TEST(with("Content-Type", "text/plain") == 415);
  BOOST_TEST(with("Content-Type", "application/jsonp") == 415);
  Incoming rebound = deciding("/");
  rebound.host = "evil.example:8787";
  BOOST_TEST(status(refused_to_decide(guard, rebound)) == 421);
  SiteGuard nobody = guard_of("127.0.0.1:8787");
  nobody.token = {};
  BOOST_TEST(status(refused_to_decide(nobody, deciding("/"))) == 403);
}

BOOST_AUTO_TEST_CASE(a_private_site_shows_nothing_without_the_token) {
  SiteGuard guard = guard_of("127.0.0.1:8787");
  guard.is_private = true;
  Incoming one = request("GET", "/");
  BOOST_TEST(status(refused_to_look(guard, one)) == 401);
  BOOST_TEST(refused_to_look(guard, one)->headers.get("WWW-Authenticate") == "Basic realm=\"products\"");
  one.headers.set("Authorization", "Basic eDp0aGUgdG9rZW4=");
  BOOST_TEST(status(refused_to_look(guard, one)) == 0);
  one.headers.set("Authorization", "Basic eDp0aGUgdG9rZW4");
  BOOST_TEST(status(refused_to_look(guard, one)) == 401);
  one.headers.set("Authorization", "Bearer the token");
  BOOST_TEST(status(refused_to_look(guard, one)) == 0);
}

BOOST_AUTO_TEST_CASE(who_has_it_already_gets_a_head_alone) {
  const SiteContent content = site_content(std::string(5000, 'x'), "text/plain");
  Incoming one = request("GET", "/");
  one.headers.set("Accept-Encoding", "br, gzip;q=0.5");
  const Reply first = reply_with(content, one);
  BOOST_TEST(first.headers.get("Content-Encoding") == "gzip");
  BOOST_TEST(first.body->size() < 100U);
  for (const std::string& etag :
       {std::string{first.headers.get("ETag")}, "W/\"" + content.etag + "\"", std::string{"*"}}) {
    one.headers.set("If-None-Match", "\"other\", " + etag);
    BOOST_TEST(reply_with(content, one).status == 304);
  }
  one.headers.set("If-None-Match", "\"other\"");
  one.headers.set("Accept-Encoding", "gzip;q=0, identity");
  BOOST_TEST(reply_with(content, one).body->size() == 5000U);
}

BOOST_AUTO_TEST_CASE(whoever_keeps_an_answer_asks_whether_it_is_still_good) {
  const SiteContent content = site_content(std::string(5000, 'x'), "text/plain");
  Incoming one = request("GET", "/");
  const Reply plain = reply_with(content, one);
  BOOST_TEST(plain.headers.get("Cache-Control") == "no-cache");
  BOOST_TEST(plain.headers.get("Vary") == "Accept-Encoding");
  BOOST_TEST(plain.headers.get("Content-Encoding") == "");
  one.headers.set("Accept-Encoding", "gzip");
  const Reply packed = reply_with(content, one);
  BOOST_TEST(packed.headers.get("ETag") != plain.headers.get("ETag"));
  // What was packed then is still good, however it is asked for now.
  for (const std::string& etag : {std::string{packed.headers.get("ETag")}, std::string{plain.headers.get("ETag")}}) {
    one.headers.set("If-None-Match", etag);
    const Reply same = reply_with(content, one);
    BOOST_TEST(same.status == 304);
    BOOST_TEST(!same.body);
    BOOST_TEST(same.headers.get("ETag") == packed.headers.get("ETag"));
    BOOST_TEST(same.headers.get("Vary") == "Accept-Encoding");
  }
  one.headers.set("If-None-Match", "\"" + content.etag + "-gzip");
  BOOST_TEST(reply_with(content, one).status == 200);
}

BOOST_AUTO_TEST_CASE(every_answer_says_what_browsers_may_do_with_it) {
  OneSite one;
  const std::string of_pages =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; "
      "form-action 'none'; frame-ancestors 'none'";
  const std::string of_others = "default-src 'none'; frame-ancestors 'none'; sandbox";
  for (const char* path : {"/", "/page.js", "/page.css", "/icon.svg", "/api/state", "/api/products",
                           "/api/products/apim@3.1.0", "/nothing", "/api/products/apim@3.1.0/certify", "/wake"}) {
    const Reply reply = one.ask(request("GET", path));
    const auto said = [&](const char* name) { return std::string{reply.headers.get(name)}; };
    const bool page = said("Content-Type").starts_with("text/html");
    BOOST_TEST(page == (std::string_view{path} == "/"), path);
    BOOST_TEST(said("Content-Security-Policy") == (page ? of_pages : of_others), path);
    BOOST_TEST(said("X-Content-Type-Options") == "nosniff", path);
    BOOST_TEST(said("X-Frame-Options") == "DENY", path);
    BOOST_TEST(said("Referrer-Policy") == "no-referrer", path);
    BOOST_TEST(said("Cross-Origin-Resource-Policy") == "same-origin", path);
    BOOST_TEST(said("Cross-Origin-Opener-Policy") == "same-origin", path);
  }
}

BOOST_AUTO_TEST_CASE(where_nobody_has_a_token_none_is_the_right_one) {
  SiteGuard guard = guard_of("127.0.0.1:8787");
  guard.is_private = true;
  guard.token = {};
  for (const char* given : {"", "Bearer ", "Bearer", "Basic eDo=", "Basic Og==", "Basic "}) {  // x: and :
    Incoming one = request("GET", "/");
    one.headers.set("Authorization", given);
    BOOST_TEST(status(refused_to_look(guard, one)) == 401, given);
  }
}

BOOST_AUTO_TEST_CASE(before_it_was_read_it_says_so) {
  OneSite one;
  BOOST_TEST(holds(one.ask(request("GET", "/"), false), "The catalogue is being read"));
  BOOST_TEST(one.ask(request("GET", "/api/products"), false).status == 503);
}

BOOST_AUTO_TEST_CASE(the_matrix_is_a_page_and_json_and_each_version_has_its_details) {
  OneSite one;
  one.report("acme-ci", 'v');
  const Reply page = one.ask(request("GET", "/"));
  BOOST_TEST(holds(page, "<tr id=\"apim@3.1.0\">"));
  BOOST_TEST(holds(page, "href=\"/logs/apim@3.1.0/acme-ci\">✓ ok</a>"));
  BOOST_TEST(page.headers.get("Content-Security-Policy").find("default-src 'none'") == 0U);
  BOOST_TEST(holds(one.ask(request("GET", "/api/products")), "\"ready_to_deploy\":false"));
  const Reply details = one.ask(request("GET", "/api/products/apim@3.1.0"));
  BOOST_TEST(holds(details, "\"statements\":[{"));
  BOOST_TEST(ra::model::test::validate(ra::read_file(RA_SCHEMAS "/products.schema.json", 1 << 20).value(),
                                       text_of(details)) == "");
  BOOST_TEST(holds(one.ask(request("GET", "/api/products/" + one.product.digest)), "deployment.yml"));
  BOOST_TEST(one.ask(request("GET", "/api/products/apim@3.1.1")).status == 404);
  BOOST_TEST(one.ask(request("GET", "/../etc/passwd")).status == 404);
  const Reply wrong = one.ask(request("DELETE", "/api/products"));
  BOOST_TEST(wrong.status == 405);
  BOOST_TEST(wrong.headers.get("Allow") == "GET, HEAD");
}

BOOST_AUTO_TEST_CASE(what_is_decided_on_the_page_is_said_and_seen_at_once) {
  OneSite one;
  const std::string path = "/api/products/apim@3.1.0";
  BOOST_TEST(holds(one.ask(deciding(path + "/certify")), "acme-ci has not reported"));
  BOOST_TEST(one.ask(deciding(path + "/certify", R"({"override":true})")).status == 400);
  BOOST_TEST(one.ask(deciding(path + "/certify", R"({"digest":"sha256:00"})")).status == 409);
  BOOST_TEST(one.ask(deciding(path + "/certify", "[")).status == 400);
  BOOST_TEST(one.ask(request("GET", path + "/certify")).status == 405);
  const Reply done = one.ask(deciding(path + "/certify", R"({"override":true,"reason":"the customer waits"})"));
  BOOST_TEST(done.status == 200);
  BOOST_TEST(holds(done, "\"state\":\"uploaded\""));
  BOOST_TEST(holds(one.ask(request("GET", "/"), false), "against the policy: the customer waits"));
  BOOST_TEST(one.ask(deciding(path + "/revoke")).status == 400);
  BOOST_TEST(one.ask(deciding(path + "/revoke", R"({"reason":"it leaks"})")).status == 200);
  BOOST_TEST(holds(one.ask(request("GET", "/"), false), "it leaks"));
  OneSite other{false};
  BOOST_TEST(other.ask(deciding(path + "/certify")).status == 403);
}

BOOST_AUTO_TEST_CASE(a_catalogue_that_stays_away_shows_what_it_was_and_why) {
  OneSite one;
  SiteState state{"r.example/<p>", one.trust, true, false};
  const std::string before = state.page().etag;
  state.not_read("it is <gone>", noon);
  BOOST_TEST(state.page().plain->find("could not be read yet: it is &lt;gone&gt;") != std::string::npos);
  state.read(one.products(), noon);
  BOOST_TEST(state.page().plain->find("<p id=\"trouble\" class=\"trouble\" role=\"status\" hidden></p>") !=
             std::string::npos);
  BOOST_TEST(state.page().plain->find("r.example/&lt;p&gt;") != std::string::npos);
  state.not_read("it is <gone>", noon + std::chrono::minutes{5});
  const std::string page = *state.page().plain;
  BOOST_TEST(page.find("cannot be read since") != std::string::npos);
  BOOST_TEST(page.find("<tr id=\"apim@3.1.0\">") != std::string::npos);
  const std::string etag = state.page().etag;
  state.not_read("it is <gone>", noon + std::chrono::minutes{6});
  BOOST_TEST(state.page().etag == etag);
  BOOST_TEST(state.page().etag != before);
}

BOOST_AUTO_TEST_SUITE_END()
